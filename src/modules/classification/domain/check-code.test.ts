import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../kernel/finding.ts'
import { openCatalogueFiles } from '../read-catalogue-folder.ts'
import type { ListName } from './catalogue.ts'
import { checkCode } from './check-code.ts'
import { checkGovernmentClass } from './check-government-class.ts'

const catalogue = await openCatalogueFiles('data/classification/2023')
const day = Temporal.PlainDate.from('2023-01-01')
const place = { file: 'lines.csv', row: 2, column: 'function' }

function check(list: ListName, code: string, name?: string, on = day): Finding[] {
  return checkCode(catalogue, { list, code, name, day: on, place })
}

describe('checkCode', () => {
  test('says nothing of a code in force, whatever the width of brackets and the spaces', () => {
    expect(check('department_economic', '30213')).toEqual([])
    expect(check('department_economic', '30213', '维修（护）费')).toEqual([])
    expect(check('department_economic', '30213', ' 维修(护) 费')).toEqual([])
  })

  test('says how far an unknown code is from a known one', () => {
    const [known] = check('functional', '2010342')
    expect(known).toMatchObject({
      code: 'classification.unknown_code',
      severity: 'warning',
      confidence: 0.6,
      stated: '2010342',
      places: [place],
    })
    expect(known?.message).toContain('上级 20103 政府办公厅')
    expect(check('functional', '2189901')[0]?.confidence).toBe(0.9)
    expect(check('functional', '二〇一')[0]?.confidence).toBe(0.95)
    expect(check('functional', '')[0]?.code).toBe('classification.unknown_code')
  })

  test('names the day of an ended and of a coming code', () => {
    expect(check('functional', '20115')[0]).toMatchObject({
      code: 'classification.ended',
      severity: 'warning',
      message:
        '支出功能分类科目 20115（工商行政管理事务）自2019年1月1日起停用。请改用2023年在用的科目。',
    })
    expect(check('functional', '20139')[0]?.message).toContain('自2024年1月1日起才启用')
    // m row: no more than likely
    expect(check('functional', '20140')[0]).toMatchObject({
      code: 'classification.not_yet',
      confidence: 0.5,
    })
  })

  test('tells an old name from a wrong one', () => {
    expect(check('department_economic', '30311', '住房公积金')[0]).toMatchObject({
      code: 'classification.renamed',
      stated: '住房公积金',
      expected: '代缴社会保险费',
      message:
        '部门预算支出经济分类科目 30311在2023年的名称是“代缴社会保险费”，这里写作“住房公积金”，这是旧名称，用到2017年12月31日。请改为当年名称，或核对编码。',
    })
    expect(check('functional', '21501', '制造业')[0]).toMatchObject({
      code: 'classification.renamed',
      expected: '资源勘探开发',
    })
    expect(check('functional', '21501', '制造业')[0]?.message).not.toContain('旧名称')
    const before = Temporal.PlainDate.from('2018-05-01')
    expect(check('functional', '207', '文化旅游体育与传媒支出', before)[0]?.message).toContain(
      '自2019年1月1日起才用',
    )
  })

  test('advises to load a later year', () => {
    const [finding] = check('functional', '2010301', undefined, day.add({ years: 2 }))
    expect(finding).toMatchObject({ code: 'classification.beyond_known', severity: 'advice' })
    expect(finding?.message).toContain('请导入2025年的科目表')
  })
})

describe('checkGovernmentClass', () => {
  const ask = (
    departmentCode: string,
    governmentCode: string | null,
    nature: 'organ' | 'institution',
  ) => checkGovernmentClass(catalogue, { departmentCode, governmentCode, nature, day, place })

  test('accepts the code that the nature demands', () => {
    expect(ask('30101', '50501', 'institution')).toEqual([])
    expect(ask('30101', '50101', 'organ')).toEqual([])
  })

  test('names the right code with its name', () => {
    expect(ask('30101', '50101', 'institution')[0]).toMatchObject({
      code: 'classification.government_class',
      severity: 'warning',
      stated: '50101',
      expected: '50501',
      message:
        '事业单位的部门预算支出经济分类 30101 基本工资 应对应政府预算支出经济分类 50501 工资福利支出，这里是 50101。请改正，或核对单位性质。',
    })
    expect(ask('30101', null, 'organ')[0]?.message).toContain('这里没有填')
  })

  test('says that an organ does not use 30107', () => {
    expect(ask('30107', '50101', 'organ')[0]).toMatchObject({ expected: null, confidence: 0.9 })
    expect(ask('30107', null, 'organ')).toHaveLength(1)
  })

  test('leaves an unknown department code to checkCode', () => {
    expect(ask('30198', '50501', 'institution')).toEqual([])
  })
})

describe('the demonstration budget', () => {
  const text = readFileSync('data/budgets/410324-130-2023/lines.csv')
  const lines: Record<string, string>[] = parse(text, { columns: true, bom: true })

  test('has only codes in force', () => {
    expect(lines).toHaveLength(29)
    const findings = lines.flatMap((line) => [
      ...check('functional', line.function ?? ''),
      ...check('department_economic', line.dept_economic ?? ''),
      ...check('government_economic', line.gov_economic ?? ''),
      ...check('income', line.fund ?? ''),
    ])
    expect(findings).toEqual([])
  })

  test('of an institution has 16 lines with the codes of an organ, as published', () => {
    const findings = lines.flatMap((line) =>
      checkGovernmentClass(catalogue, {
        departmentCode: line.dept_economic ?? '',
        governmentCode: line.gov_economic ?? null,
        nature: 'institution',
        day,
        place,
      }),
    )
    const stated = (code: string): number =>
      findings.filter((finding) => finding.stated === code && finding.expected === '50502').length
    // 2 lines of 30213 维修(护)费, 14 of 30299 其他商品和服务支出
    expect([stated('50209'), stated('50299'), findings.length]).toEqual([2, 14, 16])
  })
})
