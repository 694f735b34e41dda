import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../kernel/app-error.ts'
import { type Finding, isRefused } from '../../kernel/finding.ts'
import {
  buildCatalogue,
  type Catalogue,
  type Dated,
  type Entry,
  isInForce,
  LIST_NAMES,
  type ListName,
  type Mapping,
} from './domain/catalogue.ts'
import { classificationErrors } from './errors.ts'
import { type ReadRows, readCodes, readMappings } from './read-rows.ts'
import { badFile } from './read-table.ts'

const FILES: Readonly<Record<ListName | 'mapping', string>> = {
  functional: 'functional.csv',
  department_economic: 'department-economic.csv',
  government_economic: 'government-economic.csv',
  income: 'income.csv',
  mapping: 'economic-mapping.csv',
}

/** The lists of one year as a folder holds them. With an error among its findings it is not used. */
export interface CatalogueFiles {
  readonly year: number
  /** 31 December of the year. */
  readonly knownThrough: Temporal.PlainDate
  readonly knownPartlyThrough: Temporal.PlainDate
  readonly source: string
  /** The lists whose file is in the folder. */
  readonly present: readonly (ListName | 'mapping')[]
  readonly entries: readonly Entry[]
  readonly mappings: readonly Mapping[]
  readonly findings: readonly Finding[]
}

/**
 * Reads `catalogue.json` and whichever of the five csv files are there. Bad cells come back as
 * findings; only a folder that is none throws (`classification.not_a_catalogue_folder`).
 */
export async function readCatalogueFolder(folder: string): Promise<CatalogueFiles> {
  const head = await readHead(folder)
  const present: (ListName | 'mapping')[] = []
  const entries: Entry[] = []
  const findings: Finding[] = []
  for (const list of LIST_NAMES) {
    const bytes = await readIfThere(join(folder, FILES[list]))
    if (!bytes) continue
    const read = readCodes(list, FILES[list], bytes)
    present.push(list)
    entries.push(...read.rows)
    findings.push(...checkYear(head.year, FILES[list], read))
  }
  const mappings: Mapping[] = []
  const bytes = await readIfThere(join(folder, FILES.mapping))
  if (bytes) {
    const read = readMappings(FILES.mapping, bytes)
    present.push('mapping')
    mappings.push(...read.rows)
    findings.push(...checkYear(head.year, FILES.mapping, read))
  }
  if (present.length === 0) {
    throw new AppError(
      classificationErrors.notACatalogueFolder,
      `${folder} 里没有 ${Object.values(FILES).join('、')} 中的任何一个文件。`,
    )
  }
  return { ...head, present, entries, mappings, findings }
}

/** The catalogue of a folder, for readers without a database. */
export async function openCatalogueFiles(folder: string): Promise<Catalogue> {
  const files = await readCatalogueFolder(folder)
  assertUsable(files)
  const { knownThrough, knownPartlyThrough, source } = files
  return buildCatalogue({
    knowledge: files.present.map((list) => ({ list, knownThrough, knownPartlyThrough, source })),
    entries: files.entries,
    mappings: files.mappings,
  })
}

const SHOWN = 5

/** Throws `classification.bad_files`: half a list would make every absent code a fault. */
export function assertUsable(files: CatalogueFiles): void {
  if (!isRefused(files.findings)) return
  const errors = files.findings.filter((finding) => finding.severity === 'error')
  const shown = errors.slice(0, SHOWN).map((finding) => {
    const place = finding.places[0]
    const row = place?.row ? ` 第 ${place.row} 行` : ''
    return `${place?.file ?? ''}${row}${place?.column ? ` ${place.column}` : ''}：${finding.message}`
  })
  const more = errors.length > SHOWN ? `另有 ${errors.length - SHOWN} 处。` : ''
  throw new AppError(classificationErrors.badFiles, shown.join(' ') + more)
}

const headShape = z
  .strictObject({
    year: z.int().min(1949).max(2099),
    known_through: z.iso.date(),
    known_partly_through: z.iso.date(),
    source: z.string().trim().min(1),
  })
  .refine((head) => head.known_through === `${head.year}-12-31`)
  .refine((head) => head.known_partly_through >= head.known_through)

async function readHead(
  folder: string,
): Promise<Pick<CatalogueFiles, 'year' | 'knownThrough' | 'knownPartlyThrough' | 'source'>> {
  const path = join(folder, 'catalogue.json')
  const bytes = await readIfThere(path)
  if (!bytes) throw new AppError(classificationErrors.notACatalogueFolder, `找不到 ${path}。`)
  const head = headShape.safeParse(parseJson(bytes))
  if (!head.success) {
    throw new AppError(
      classificationErrors.notACatalogueFolder,
      `${path} 应写明 year（年度）、known_through（该年 12 月 31 日）、known_partly_through（不早于前者）和 source（来源），日期写作 2023-12-31。`,
    )
  }
  return {
    year: head.data.year,
    knownThrough: Temporal.PlainDate.from(head.data.known_through),
    knownPartlyThrough: Temporal.PlainDate.from(head.data.known_partly_through),
    source: head.data.source,
  }
}

/** Undefined, which the shape refuses, when it is no JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * The findings of a file, or the one that it has no row for its year: taken as that year's list it
 * would end every code of the year before.
 */
function checkYear(year: number, file: string, read: ReadRows<Dated>): readonly Finding[] {
  const day = Temporal.PlainDate.from({ year, month: 1, day: 1 })
  if (read.findings.length > 0 || read.rows.some((row) => isInForce(row, day))) return read.findings
  return [
    badFile(
      file,
      'empty_list',
      null,
      null,
      `没有 ${year} 年在用的行。请核对文件和 catalogue.json 的年度。`,
    ),
  ]
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
