import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSheet, type SheetColumn } from '../../kernel/read-sheet.ts'
import { type Calendar, readCalendarFolder } from '../calendar/index.ts'
import type { IndicatorMeasure } from './domain/overview.ts'

/**
 * What every budget is read with, from plain files beside the program: how indicators can be
 * measured, which systems there are, which days are worked, and words for people.
 */
export interface BudgetReference {
  readonly measures: ReadonlyMap<string, IndicatorMeasure>
  /** By number. */
  readonly systems: ReadonlyMap<number, YimenSystem>
  readonly calendar: Calendar
  readonly words: readonly { readonly term: string; readonly meaning: string }[]
}

export interface YimenSystem {
  readonly number: number
  readonly name: string
  readonly state: 'works' | 'partly' | 'designed' | 'not begun'
  /** Address in the portal where it can be seen; null: nothing to see yet. */
  readonly where: string | null
}

/** @throws where a file is missing or malformed: it is part of the program, so that is a bug. */
export async function readBudgetReference(dir: string): Promise<BudgetReference> {
  const read = async (
    file: string,
    columns: readonly string[],
    optional: readonly string[],
  ): Promise<Readonly<Record<string, string>>[]> => {
    const wanted: SheetColumn[] = [
      ...columns.map((key) => ({ key })),
      ...optional.map((key) => ({ key, blank: true })),
    ]
    const text = await readFile(join(dir, file), 'utf8')
    const sheet = readSheet(file, text, wanted, { module: 'budget', otherColumns: 'ignore' })
    if (sheet.findings.length > 0) throw new Error(`${file}: ${JSON.stringify(sheet.findings[0])}`)
    return sheet.rows.map(({ cells }) => cells)
  }
  const measures = await read(
    'measures.csv',
    ['key', 'name', 'numerator', 'system', 'source'],
    ['unit', 'denominator', 'basis_figure'],
  )
  const systems = await read('systems.csv', ['number', 'name_zh', 'state'], ['where'])
  const words = await read('words.csv', ['term', 'meaning'], [])
  return {
    measures: new Map(
      measures.map((row) => [
        row.key ?? '',
        {
          key: row.key ?? '',
          name: row.name ?? '',
          unit: row.unit || null,
          numerator: row.numerator ?? '',
          denominator: row.denominator || null,
          system: Number(row.system),
          basisFigure: row.basis_figure || null,
          source: row.source ?? '',
        },
      ]),
    ),
    systems: new Map(
      systems.map((row) => [
        Number(row.number),
        {
          number: Number(row.number),
          name: row.name_zh ?? '',
          // generate-readme.ts refuses any other state
          state: row.state as YimenSystem['state'],
          where: row.where || null,
        },
      ]),
    ),
    calendar: await readCalendarFolder(join(dir, 'calendars')),
    words: words.map((row) => ({ term: row.term ?? '', meaning: row.meaning ?? '' })),
  }
}
