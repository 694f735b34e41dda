import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../kernel/app-error.ts'
import { decodeText } from '../../kernel/read-sheet.ts'
import { budgetErrors } from './errors.ts'

/** The plain files of a department's folder, as text, and the hash over all of them. */
export interface BudgetFolder {
  readonly texts: ReadonlyMap<string, string>
  readonly contentHash: string
}

const LARGEST_FILE = 64 * 1024 * 1024

/** Reads every csv and json file, so that a misspelt name is refused rather than passed over: UTF-8, or GB18030 as spreadsheet programs save it. */
export async function readBudgetFolder(dir: string): Promise<BudgetFolder> {
  let files: string[]
  try {
    files = (await readdir(dir)).filter((file) => /\.(csv|json)$/i.test(file)).sort()
  } catch (error) {
    throw new AppError(budgetErrors.folderUnreadable, `${dir}：请给出一个存在、可读的文件夹。`, {
      cause: error,
    })
  }
  const texts = new Map<string, string>()
  const hash = createHash('sha256')
  for (const file of files) {
    const { size } = await stat(join(dir, file))
    if (size > LARGEST_FILE) {
      throw new AppError(budgetErrors.folderUnreadable, `${file} 超过 64 MB，请分部门装载。`)
    }
    const bytes = await readFile(join(dir, file))
    const text = decodeText(bytes)
    if (text === undefined) {
      throw new AppError(
        budgetErrors.folderUnreadable,
        `${file} 不是 UTF-8 也不是 GB18030，请另存为 UTF-8。`,
      )
    }
    texts.set(file, text)
    hash.update(`${file}\0${bytes.length}\0`).update(bytes)
  }
  if (!texts.has('budget.json')) {
    throw new AppError(budgetErrors.folderUnreadable, `${dir} 里没有 budget.json。`)
  }
  return { texts, contentHash: hash.digest('hex') }
}
