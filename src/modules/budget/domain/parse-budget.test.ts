import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openCatalogueFiles } from '../../classification/index.ts'
import { readBudgetFolder } from '../read-budget-folder.ts'
import { buildFolder, type FolderToBuild, TEST_PROJECT, TEST_PROJECTS } from '../testing.ts'
import { checkDraft } from './check-draft.ts'
import { parseBudget } from './parse-budget.ts'

const catalogue = await openCatalogueFiles('data/classification/2023')
const HEADING = 'unit,kind,project,function,dept_economic,gov_economic,fund,origin_year,amount_yuan'
const PLAIN = '900001,公用经费,,2010301,30201,50502,010101,2023'

function findingsOf(folder: FolderToBuild): {
  code: string
  severity: string
  row: number | null
  column: string | null
  message: string
}[] {
  const { draft, findings } = parseBudget(buildFolder(folder).texts)
  const all = draft ? [...findings, ...checkDraft(draft, catalogue)] : findings
  return all.map(({ code, severity, message, places }) => ({
    code,
    severity,
    message,
    row: places[0]?.row ?? null,
    column: places[0]?.column ?? null,
  }))
}

function errorsOf(folder: FolderToBuild): string[] {
  return findingsOf(folder)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, row, column }) => `${code} ${row ?? '-'} ${column ?? '-'}`)
}

/** One line whose file text is given, the rest of the folder being sound. */
function withLines(text: string, total = '0.00'): FolderToBuild {
  return {
    lines: [],
    projects: TEST_PROJECTS,
    manifest: { total_yuan: total },
    files: { 'lines.csv': text },
  }
}

describe('the published 2023 budget', () => {
  test('reads whole: 29 lines, 17 projects, 28 and 109 indicators, four blank targets', async () => {
    const { texts } = await readBudgetFolder('data/budgets/410324-130-2023')
    const { draft, findings } = parseBudget(texts)
    expect(findings).toEqual([])
    expect(draft?.lines.length).toBe(29)
    expect(draft?.projects.length).toBe(17)
    expect(draft?.indicators.filter(({ project }) => project === null).length).toBe(28)
    const ofProjects = draft?.indicators.filter(({ project }) => project !== null) ?? []
    const count = (level1: string): number =>
      ofProjects.filter((own) => own.level1 === level1).length
    expect(['成本指标', '产出指标', '效益指标', '满意度指标'].map(count)).toEqual([17, 48, 27, 17])
    expect(ofProjects.filter(({ target }) => target === null).length).toBe(4)
    expect(
      ofProjects.filter((own) => `${own.operator}${own.target}${own.unit}` === '≥95%').length,
    ).toBe(78)
  })

  test('carries sixteen findings, none of which refuses it', async () => {
    const { texts } = await readBudgetFolder('data/budgets/410324-130-2023')
    const { draft } = parseBudget(texts)
    const findings = draft ? checkDraft(draft, catalogue) : []
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual(
      Array.from({ length: 16 }, () => 'classification.government_class warning'),
    )
  })

  test('says nothing that is not in the file: figures and names are those of the given document', () => {
    const lines = readFileSync('data/budgets/410324-130-2023/lines.csv', 'utf8').trim().split('\n')
    const yuan = lines.slice(1).map((text) => Number(text.split(',').at(-1)))
    // 595.94 万元 = 546.92 this year + 49.02 carried over
    expect(yuan.reduce((sum, amount) => sum + amount, 0)).toBe(5_959_400)
  })
})

describe('a sound folder', () => {
  test('has no error', () => {
    expect(errorsOf({ lines: [{ amount_yuan: '1.00' }] })).toEqual([])
  })

  test('may use Chinese headings, identifiers, thousands separators and full-width digits', () => {
    const heading =
      '单位代码,支出类型,项目代码,功能科目,部门经济科目,政府经济科目,资金性质,资金年度,金额（元）'
    const rows = `900001,public,,2010301,30201,50502,财政拨款,2023,"1,234.50"\n900001,公用经费,,2010301,30201,50502,010101,2023,１０\n`
    expect(errorsOf(withLines(`\ufeff${heading}\r\n${rows}`, '1244.50'))).toEqual([])
  })
})

describe('a lines file with a fault is refused with its row and column', () => {
  test.each([
    ['1e309', 'budget.amount_not_decimal'],
    ['NaN', 'budget.amount_not_decimal'],
    ['12,34.5', 'budget.extra_cells'],
    ['"12,34.5"', 'budget.amount_not_decimal'],
    ['-0.00', 'budget.amount_negative_zero'],
    ['1.234', 'budget.amount_below_fen'],
    ['99999999999999999999', 'budget.amount_too_large'],
    ['', 'budget.blank_cell'],
    ['=1+1', 'budget.amount_not_decimal'],
  ])('amount %s', (amount, code) => {
    const errors = errorsOf(withLines(`${HEADING}\n${PLAIN},${amount}\n`))
    expect(errors[0]).toMatch(new RegExp(`^${code.replace('.', '\\.')} 2 `))
  })

  test.each([
    ['kind', '900001,别的经费,,2010301,30201,50502,010101,2023,1.00', 'budget.unknown_word 2 kind'],
    ['unit', '900009,公用经费,,2010301,30201,50502,010101,2023,1.00', 'budget.unknown_unit 2 unit'],
    [
      'function',
      '900001,公用经费,,20103x1,30201,50502,010101,2023,1.00',
      'budget.bad_code 2 function',
    ],
    [
      'blank function',
      '900001,公用经费,,,30201,50502,010101,2023,1.00',
      'budget.blank_cell 2 function',
    ],
    ['fund', '900001,公用经费,,2010301,30201,50502,99,2023,1.00', 'budget.unknown_word 2 fund'],
    [
      'origin',
      '900001,公用经费,,2010301,30201,50502,010101,2024,1.00',
      'budget.origin_in_future 2 origin_year',
    ],
    [
      'surplus',
      '900001,公用经费,,2010301,30201,50502,04,2023,1.00',
      'budget.surplus_of_this_year 2 origin_year',
    ],
    [
      'project missing',
      '900001,特定目标类,,2010301,30299,50502,010101,2023,1.00',
      'budget.blank_cell 2 project',
    ],
    [
      'project unknown',
      '900001,特定目标类,990001230000000000009,2010301,30299,50502,010101,2023,1.00',
      'budget.unknown_project 2 project',
    ],
    [
      'project of basic',
      `900001,公用经费,${TEST_PROJECT},2010301,30201,50502,010101,2023,1.00`,
      'budget.project_of_basic 2 project',
    ],
    [
      'project kind',
      `900001,其他运转类,${TEST_PROJECT},2010301,30299,50502,010101,2023,1.00`,
      'budget.project_kind_differs 2 kind',
    ],
    [
      'carry with code',
      '900001,年终结转,,2010301,,,010101,2023,1.00',
      'budget.code_of_carry 2 function',
    ],
  ])('%s', (_, row, expected) => {
    expect(errorsOf(withLines(`${HEADING}\n${row}\n`, '1.00'))).toContain(expected)
  })

  test('columns: missing, unknown, twice; a quote that does not close; nothing at all', () => {
    expect(errorsOf(withLines('unit,kind\n900001,公用经费\n'))).toContain(
      'budget.missing_column 1 fund',
    )
    expect(errorsOf(withLines(`${HEADING},colour\n`))).toContain('budget.unknown_column 1 colour')
    expect(errorsOf(withLines(`${HEADING},unit\n`))).toContain('budget.double_column 1 unit')
    expect(errorsOf(withLines(`${HEADING}\n"900001,公用经费\n`)).join()).toContain('budget.bad_csv')
    expect(errorsOf(withLines(''))).toContain('budget.empty_file 1 -')
  })

  test('lines that do not add up to the stated total: both figures and the gap are named', () => {
    const found = findingsOf({ lines: [{ amount_yuan: '1.00' }], manifest: { total_yuan: '1.01' } })
    expect(found).toMatchObject([{ code: 'budget.total_differs', severity: 'error' }])
    expect(found[0]?.message).toMatch(/1\.01 元.*1\.00 元.*-0\.01 元/)
  })

  test('hidden characters in a name are named by code point and place; HTML is only text', () => {
    const named = (name: string): string[] =>
      errorsOf({
        lines: [],
        units: [
          { code: '900', parent: '', name, nature: '' },
          { code: '900001', parent: '900', name: '示例单位', nature: '事业单位' },
        ],
      })
    expect(named('示例\u202e部门')).toEqual(['budget.hidden_character 2 name'])
    expect(named('示例\u200b部门')).toEqual(['budget.hidden_character 2 name'])
    expect(named('<script>alert(1)</script>&"\'')).toEqual([])
  })
})

describe('codes of another year are findings, never refusals', () => {
  test.each([
    [
      'an ended department code',
      { dept_economic: '30104', gov_economic: '50501', kind: '人员经费' },
      'classification.ended',
    ],
    ['an unknown function', { function: '2010377' }, 'classification.unknown_code'],
    [
      'the government class of an organ',
      { gov_economic: '50201' },
      'classification.government_class',
    ],
    ['a personnel line with a code of goods', { kind: '人员经费' }, 'budget.kind_against_class'],
  ])('%s', (_, change, code) => {
    const found = findingsOf({ lines: [{ ...change, amount_yuan: '1.00' }] })
    expect(found.map((finding) => finding.code)).toContain(code)
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('a year beyond the known lists says so', () => {
    const found = findingsOf({ manifest: { year: 2031 }, lines: [{ amount_yuan: '1.00' }] })
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['classification.beyond_known']))
  })
})

describe('budget.json', () => {
  test.each([
    ['county', 'abc'],
    ['county', 41032],
    ['year', 1899],
    ['year', '2023'],
    ['version', 'final'],
    ['version', 'adjustment-0'],
    ['total_yuan', 5],
    ['total_yuan', '1e309'],
    ['department', '../130'],
    ['source', 'a\u202eb'],
    ['colour', 'red'],
  ])('%s = %j is refused by name', (key, value) => {
    const found = findingsOf({ lines: [], manifest: { [key]: value } })
    expect(found[0]).toMatchObject({ code: 'budget.bad_manifest', severity: 'error' })
    expect(found[0]?.column).toContain(key)
  })

  test('a value of the wrong type is told apart from one that is not there', () => {
    const words = (manifest: Record<string, unknown>): string =>
      findingsOf({ lines: [], manifest })[0]?.message ?? ''
    expect(words({ total_yuan: 5 })).toContain('带引号')
    expect(words({ source: undefined })).toBe('缺少“source”。')
  })

  test('a file that nobody asked for is named', () => {
    expect(errorsOf({ lines: [], files: { 'Lines2.csv': '' } })).toEqual([
      'budget.unknown_file - -',
    ])
  })

  test('broken JSON, an adjustment without reason, publication without approval', () => {
    expect(errorsOf({ lines: [], files: { 'budget.json': '{' } })[0]).toContain(
      'budget.bad_manifest',
    )
    expect(errorsOf({ lines: [], manifest: { version: 'adjustment-1' } })[0]).toContain('reason')
    expect(errorsOf({ lines: [], manifest: { approved: null } })[0]).toContain('approved')
  })
})

describe('indicators and links', () => {
  const sheet = (rows: string): FolderToBuild => ({
    lines: [],
    files: {
      'indicators.csv': `number,project,level1,level2,level3,operator,target,unit,note\n${rows}\n`,
    },
  })

  test('a target in three parts, or none', () => {
    expect(errorsOf(sheet('1,,产出指标,,办结,≥,98,%,'))).toEqual([])
    expect(errorsOf(sheet('1,,产出指标,,办结,,,,'))).toEqual([])
    expect(errorsOf(sheet('1,,产出指标,,办结,≥,,%,'))).toEqual([
      'budget.target_without_value 2 target',
    ])
    expect(errorsOf(sheet('1,,产出指标,,办结,约,98,%,'))).toEqual(['budget.bad_code 2 operator'])
    expect(errorsOf(sheet('1,,产出指标,,办结,,,,\n1,,产出指标,,办结,,,,'))).toEqual([
      'budget.double_key 3 number',
    ])
  })

  test('a link that leads nowhere', () => {
    const files = {
      'links.csv': 'from,to,inferred,basis\nduty:7,project:990001230000000000001,是,试\n',
    }
    expect(errorsOf({ lines: [], files })).toEqual([
      'budget.broken_link 2 from',
      'budget.broken_link 2 to',
    ])
  })
})
