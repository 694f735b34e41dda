import { describe, expect, test } from 'vitest'
import { cellsOfLine } from './cells-of-line.ts'
import type { LineCodes } from './predicate.ts'
import { TABLES } from './tables.ts'

function line(codes: Partial<LineCodes> = {}): LineCodes {
  return {
    unit: '130001',
    kind: 'public',
    project: null,
    function: '2010301',
    dept_economic: '30201',
    gov_economic: '50502',
    fund: '010101',
    carried: false,
    ...codes,
  }
}

describe('the rows that a line is counted in', () => {
  const rowsOf = (codes: Partial<LineCodes>): string[] =>
    cellsOfLine(line(codes)).map(({ table, rowKey }) => `${table} ${rowKey}`)

  test('of basic expenditure', () => {
    expect(rowsOf({})).toEqual(
      expect.arrayContaining([
        '3 130001.2010301',
        '5 130001.2010301',
        '6 30201.50502',
        '7 30201.50502',
      ]),
    )
    expect(rowsOf({}).filter((row) => /^(9|10|11|13) /.test(row))).toEqual([])
  })

  test('of a project', () => {
    const rows = rowsOf({ kind: 'other_running', project: '410324230000000036730' })
    expect(rows).toContain('11 410324230000000036730')
    expect(rows.filter((row) => row.startsWith('6 '))).toEqual([])
  })

  test('of a government fund stands in table 9, not among the general budget’s', () => {
    const rows = rowsOf({ fund: '0102' })
    expect(rows.some((row) => row.startsWith('9 '))).toBe(true)
    expect(rows.filter((row) => /^(5|6) /.test(row))).toEqual([])
  })

  test('of money that is kept is no expenditure', () => {
    const rows = rowsOf({
      kind: 'year_end_carry',
      function: null,
      dept_economic: null,
      gov_economic: null,
    })
    expect(rows.filter((row) => /^(3|5|6|7|11) /.test(row))).toEqual([])
  })

  test('carried over is spent like other money', () => {
    const carriedOver = rowsOf({ carried: true })
    expect(carriedOver.filter((row) => /^(3|5|6|7) /.test(row))).toEqual(
      rowsOf({}).filter((row) => /^(3|5|6|7) /.test(row)),
    )
  })

  test('without a code it stands in no row that asks for one', () => {
    expect(rowsOf({ dept_economic: null }).filter((row) => /^(6|7) /.test(row))).toEqual([])
    expect(rowsOf({ function: null }).filter((row) => /^(3|5) /.test(row))).toEqual([])
  })

  test('name tables and columns that there are, each once', () => {
    const cells = cellsOfLine(line({ kind: 'specific_target', project: 'P1' }))
    for (const { table, title, columnKey } of cells) {
      const known = TABLES.find(({ number }) => number === table)
      expect(known?.title).toBe(title)
      expect(known?.columns.map(({ key }) => key)).toContain(columnKey)
    }
    const keys = cells.map(({ table, rowKey }) => `${table} ${rowKey}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
