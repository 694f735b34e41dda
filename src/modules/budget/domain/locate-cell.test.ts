import { describe, expect, test } from 'vitest'
import { chineseOrdinal } from './labels.ts'
import { locateCell } from './locate-cell.ts'
import { findTable, TABLES } from './tables.ts'
import { findSequence, nameOfVersion } from './version-name.ts'

function isFound(table: number, row: string, column: string): boolean {
  const description = findTable(table)
  return description !== undefined && locateCell(description, '130', row, column) !== undefined
}

describe('locateCell', () => {
  test.each([
    [1, 'income.0101', 'amount'],
    [1, 'expenditure.201', 'amount'],
    [1, 'expenditure.carry', 'amount'],
    [2, '130', 'total'],
    [2, '130001', 'carry_unit_funds'],
    [3, 'total', 'project'],
    [3, '130001.2010302', 'other_running'],
    [4, 'income.05', 'total'],
    [6, '30201.50502', 'public'],
    [8, 'total', 'vehicles'],
    [11, '410324230000000018794', 'general'],
    [12, 'basic', 'amount'],
    [13, '410324230000000018794', 'amount'],
    [13, '410324230000000018794.3', 'amount'],
  ])('table %i has %s, %s', (table, row, column) => {
    expect(isFound(table, row, column)).toBe(true)
  })

  test.each([
    [1, 'income.9999', 'amount'],
    [1, '0101', 'amount'],
    [1, 'income.0101', 'total'],
    [3, '130001', 'total'],
    [3, '130001.2010302.5', 'total'],
    [3, "130001.2010302' or 1=1", 'total'],
    [3, '', 'total'],
    [3, 'total', 'name'],
    [3, 'total', '__proto__'],
    // income has one amount column in table 4
    [4, 'income.05', 'general'],
    [6, '130', 'total'],
    [12, '1', 'amount'],
    [13, '410324230000000018794.0', 'amount'],
    [13, '410324230000000018794.3.1', 'amount'],
  ])('table %i has no %s, %s', (table, row, column) => {
    expect(isFound(table, row, column)).toBe(false)
  })

  test('keys of rows and columns are unique in each table', () => {
    for (const table of TABLES) {
      const columns = table.columns.map(({ key }) => key)
      expect(new Set(columns).size).toBe(columns.length)
      const items = table.sections.flatMap((section) =>
        section.rows === 'items' ? section.items.map(({ key }) => `${section.side}.${key}`) : [],
      )
      expect(new Set(items).size).toBe(items.length)
    }
  })
})

test('versions are named by their sequence, both ways', () => {
  expect([0, 1, 12].map(nameOfVersion)).toEqual(['initial', 'adjustment-1', 'adjustment-12'])
  expect(['initial', 'adjustment-1', 'adjustment-12'].map(findSequence)).toEqual([0, 1, 12])
  expect(
    ['adjustment-0', 'adjustment-01', 'Initial', '', 'adjustment-1234'].map(findSequence),
  ).toEqual(Array.from({ length: 5 }, () => undefined))
})

test('the ordinals before the classes of tables 1 and 4', () => {
  expect([1, 10, 11, 20, 21, 34].map(chineseOrdinal)).toEqual([
    '一',
    '十',
    '十一',
    '二十',
    '二十一',
    '三十四',
  ])
})
