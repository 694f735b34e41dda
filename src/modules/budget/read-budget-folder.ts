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

/** Where a budget's folder keeps the reading of the published document. */
const DOCUMENT = 'document'

/** Reads every csv and json file, so that a misspelt name is refused rather than passed over: UTF-8, or GB18030 as spreadsheet programs save it. */
export async function readBudgetFolder(dir: string): Promise<BudgetFolder> {
  const folder = await readFolder(dir)
  if (!folder.texts.has('budget.json')) {
    throw new AppError(budgetErrors.folderUnreadable, `${dir} 里没有 budget.json。`)
  }
  return folder
}

/** The reading of the published document beside the budget; undefined where there is none. */
export async function readDocumentFolder(dir: string): Promise<BudgetFolder | undefined> {
  const path = join(dir, DOCUMENT)
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ? await readFolder(path) : undefined
}

async function readFolder(dir: string): Promise<BudgetFolder> {
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
    const bytes = await readPlainFile(dir, file)
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
  return { texts, contentHash: hash.digest('hex') }
}

/** A pipe or a device would never end, whatever its size says; only plain files are read. */
async function readPlainFile(dir: string, file: string): Promise<Uint8Array> {
  try {
    const found = await stat(join(dir, file))
    if (!found.isFile()) {
      throw new AppError(budgetErrors.folderUnreadable, `${file} 不是普通文件，请换成 CSV 文件。`)
    }
    if (found.size > LARGEST_FILE) {
      throw new AppError(budgetErrors.folderUnreadable, `${file} 超过 64 MB，请分部门装载。`)
    }
    return await readFile(join(dir, file))
  } catch (error) {
    if (error instanceof AppError) throw error
    const why = (error as NodeJS.ErrnoException).code === 'EACCES' ? '没有权限读' : '打不开'
    throw new AppError(budgetErrors.folderUnreadable, `${file} ${why}，请检查这个文件。`, {
      cause: error,
    })
  }
}
