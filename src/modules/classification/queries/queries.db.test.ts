import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts'
import { lookUp } from '../domain/look-up.ts'
import { openCatalogueFiles } from '../read-catalogue-folder.ts'
import { findNames } from './find-names.ts'
import { listClasses } from './list-classes.ts'
import { loadCatalogue } from './load-catalogue.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => {
  await db.close()
})

test('the database and the files give the same catalogue, to every role', async () => {
  const files = await openCatalogueFiles('data/classification/2023')
  for (const role of [db.owner, db.app, db.reader]) {
    expect(await loadCatalogue(role)).toEqual(files)
  }
})

describe('findNames', () => {
  test('gives the names of the day', async () => {
    const ask = (date: string) =>
      findNames(
        db.reader,
        { department_economic: ['30101', '30311', '30101', '999'] },
        day(date),
      ).then((names) => names.department_economic)
    expect(await ask('2017-12-31')).toEqual(
      new Map([
        ['30101', '基本工资'],
        ['30311', '住房公积金'],
      ]),
    )
    expect(await ask('2019-01-01')).toEqual(new Map([['30101', '基本工资']]))
    expect((await ask('2023-12-31')).get('30311')).toBe('代缴社会保险费')
    expect(await findNames(db.reader, { income: [] }, day('2023-01-01'))).toEqual({
      income: new Map(),
    })
  })

  test('answers as lookUp does, for every code and year', async () => {
    const catalogue = await loadCatalogue(db.app)
    const codes = [...catalogue.entries.functional.keys()]
    for (let year = 2013; year <= 2026; year += 1) {
      const date = day(`${year}-03-01`)
      const expected = codes.flatMap((code): [string, string][] => {
        const answer = lookUp(catalogue, 'functional', code, date)
        return answer.state === 'in_force' ? [[code, answer.entry.name]] : []
      })
      const names = (await findNames(db.app, { functional: codes }, date)).functional
      expect([...names].sort()).toEqual(expected.sort())
    }
  })
})

describe('listClasses', () => {
  test('gives the 类 of the day in order', async () => {
    const classes = await listClasses(db.reader, 'functional', day('2023-01-01'))
    expect(classes).toHaveLength(30)
    expect(classes[0]).toEqual({ code: '201', name: '一般公共服务支出' })
    expect(classes.map((row) => row.code)).toEqual(classes.map((row) => row.code).sort())
    const before = await listClasses(db.app, 'functional', day('2018-12-31'))
    expect(before).toContainEqual({ code: '207', name: '文化体育与传媒支出' })
  })

  test('gives none for a day that is not known in whole', async () => {
    expect(await listClasses(db.reader, 'functional', day('2024-01-01'))).toEqual([])
  })
})
