import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lookUp } from './domain/look-up.ts'
import { openCatalogueFiles, readCatalogueFolder } from './read-catalogue-folder.ts'

const HEAD = JSON.stringify({
  year: 2023,
  known_through: '2023-12-31',
  known_partly_through: '2023-12-31',
  source: '试验',
})
const COLUMNS = 'code,name,level,parent,valid_from,valid_to,certain'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-catalogue-'))
  await writeFile(join(folder, 'catalogue.json'), HEAD)
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function readIncome(content: string | Uint8Array) {
  await writeFile(join(folder, 'income.csv'), content)
  return await readCatalogueFolder(folder)
}

describe('readCatalogueFolder', () => {
  test('reads the folder of 2023 without a finding', async () => {
    const files = await readCatalogueFolder('data/classification/2023')
    expect(files.findings).toEqual([])
    expect(files.present).toHaveLength(5)
    expect(files.entries).toHaveLength(1_500 + 117 + 89 + 21)
    // 167 lines, of which 32 are for both natures
    expect(files.mappings).toHaveLength(167 + 32)
  })

  test('makes inclusive years into days', async () => {
    const { entries } = await readIncome(`${COLUMNS}\n01,甲,类,,,2017,y\n0101,乙,款,01,2018,,m\n`)
    expect(entries).toEqual([
      {
        list: 'income',
        code: '01',
        name: '甲',
        level: 1,
        parent: null,
        validFrom: Temporal.PlainDate.from('0001-01-01'),
        validTo: Temporal.PlainDate.from('2018-01-01'),
        certain: true,
      },
      {
        list: 'income',
        code: '0101',
        name: '乙',
        level: 2,
        parent: '01',
        validFrom: Temporal.PlainDate.from('2018-01-01'),
        validTo: null,
        certain: false,
      },
    ])
  })

  test('takes a mark, another order of columns, further columns, blank lines and CRLF', async () => {
    const { entries, findings } = await readIncome(
      '\uFEFFname, Code ,level,备注,parent,valid_to,valid_from,certain\r\n"甲,乙", 01 ,类,随便,,,,y\r\n\r\n,,,,,,,\r\n',
    )
    expect(findings).toEqual([])
    expect(entries).toMatchObject([{ code: '01', name: '甲,乙' }])
  })

  test('takes GB18030', async () => {
    const gbk = Buffer.concat([
      Buffer.from(`${COLUMNS}\n01,`),
      Buffer.from([0xca, 0xd5, 0xc8, 0xeb]),
      Buffer.from(','),
      Buffer.from([0xc0, 0xe0]),
      Buffer.from(',,,,y\n'),
    ])
    expect((await readIncome(gbk)).entries).toMatchObject([{ name: '收入', level: 1 }])
  })

  test.each([
    ['a comma without quotes', '01,甲,乙,类,,,,y', 'extra_cells', 2, null],
    ['a lost leading zero', '1,甲,类,,,,y', 'bad_cell', 2, 'code'],
    ['an unknown level', '01,甲,目,,,,y', 'bad_cell', 2, 'level'],
    ['a missing name', '01,,类,,,,y', 'bad_cell', 2, 'name'],
    ['a wrong parent', '01,甲,类,,,,y\n0101,乙,款,02,,,y', 'bad_cell', 3, 'parent'],
    ['no parent', '01,甲,类,,,,y\n0201,乙,款,02,,,y', 'bad_cell', 3, 'parent'],
    ['a day for a year', '01,甲,类,,2018-01-01,,y', 'bad_cell', 2, 'valid_from'],
    ['an end before the beginning', '01,甲,类,,2018,2017,y', 'bad_cell', 2, 'valid_to'],
    ['an unknown certainty', '01,甲,类,,,,', 'bad_cell', 2, 'certain'],
    [
      'years that overlap',
      '01,甲,类,,,2018,y\n01,乙,类,,2018,,y',
      'overlapping_rows',
      3,
      'valid_from',
    ],
    ['a row twice', '01,甲,类,,,,y\n01,甲,类,,,,y', 'overlapping_rows', 3, 'valid_from'],
    ['an open quote', '01,"甲,类,,,,y', 'bad_csv', 2, null],
    ['no row of the year', '01,甲,类,,,2018,y', 'empty_list', null, null],
    ['no row', '', 'empty_list', null, null],
  ])('finds %s', async (_, rows, what, row, column) => {
    const { findings } = await readIncome(`${COLUMNS}\n${rows}\n`)
    expect(findings).toMatchObject([
      {
        code: `classification.${what}`,
        severity: 'error',
        places: [{ file: 'income.csv', row, column }],
      },
    ])
  })

  test.each([
    ['a missing column', Buffer.from('code,name\n01,甲\n'), 'missing_column'],
    ['an empty file', Buffer.from(''), 'empty_file'],
    ['no text', Buffer.from([0x63, 0xff, 0xff, 0x0a]), 'bad_encoding'],
  ])('finds %s', async (_, content, what) => {
    const { findings } = await readIncome(content)
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set([`classification.${what}`]))
  })

  test('finds faults of the mapping', async () => {
    const head = 'department_code,government_code,unit_nature,valid_from,valid_to,certain'
    const rows =
      '30101,50101,参公,,,y\n3010,50101,全部,,,y\n30102,50101,全部,,,y\n30102,50102,行政单位,,,y'
    await writeFile(join(folder, 'economic-mapping.csv'), `${head}\n${rows}\n`)
    const { findings } = await readCatalogueFolder(folder)
    expect(findings.map(({ code, places }) => [code, places[0]?.row, places[0]?.column])).toEqual([
      ['classification.bad_cell', 2, 'unit_nature'],
      ['classification.bad_cell', 3, 'department_code'],
      ['classification.overlapping_rows', 5, 'valid_from'],
    ])
  })

  test.each([
    ['{"year":2023', '找不到|应写明'],
    [HEAD.replace('2023-12-31', '2023-06-30'), '应写明'],
    [HEAD.replace('2023-12-31"', '2023-12-32"'), '应写明'],
  ])('refuses the head %s', async (head, detail) => {
    await writeFile(join(folder, 'catalogue.json'), head)
    await expect(readIncome(`${COLUMNS}\n`)).rejects.toMatchObject({
      code: 'classification.not_a_catalogue_folder',
      detail: expect.stringMatching(detail),
    })
  })

  test('refuses what is no catalogue folder', async () => {
    const error = { code: 'classification.not_a_catalogue_folder' }
    await expect(readCatalogueFolder(folder)).rejects.toMatchObject(error)
    await expect(readCatalogueFolder(join(folder, 'nowhere'))).rejects.toMatchObject(error)
  })
})

describe('openCatalogueFiles', () => {
  test('answers from the files that are there', async () => {
    await writeFile(join(folder, 'income.csv'), `${COLUMNS}\n01,甲,类,,,,y\n`)
    const catalogue = await openCatalogueFiles(folder)
    const day = Temporal.PlainDate.from('2023-01-01')
    expect(lookUp(catalogue, 'income', '01', day).state).toBe('in_force')
    expect(lookUp(catalogue, 'functional', '201', day).state).toBe('beyond_known')
  })

  test('refuses the whole for one bad row, and says which', async () => {
    await writeFile(join(folder, 'income.csv'), `${COLUMNS}\n01,甲,类,,,,y\n2,乙,类,,,,y\n`)
    await expect(openCatalogueFiles(folder)).rejects.toMatchObject({
      code: 'classification.bad_files',
      status: 422,
      detail: expect.stringContaining('income.csv 第 3 行 code：'),
    })
  })
})
