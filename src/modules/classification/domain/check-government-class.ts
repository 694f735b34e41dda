import type { Finding, Place } from '../../../kernel/finding.ts'
import { NATURE_LABELS } from '../labels.ts'
import type { Catalogue } from './catalogue.ts'
import { type GovernmentClassQuestion, governmentClassOf, lookUp } from './look-up.ts'

export interface StatedGovernmentClass extends GovernmentClassQuestion {
  /** Null: the line carries none. */
  readonly governmentCode: string | null
  readonly place: Place
}

/**
 * Whether a line carries the government economic code that its department code and the nature of
 * its unit demand: `classification.government_class`, a warning. Silent where the mapping gives no
 * answer; the department code itself is the affair of `checkCode`.
 */
export function checkGovernmentClass(
  catalogue: Catalogue,
  stated: StatedGovernmentClass,
): Finding[] {
  const answer = governmentClassOf(catalogue, stated)
  if (answer.state === 'unknown' || answer.state === 'beyond_known') return []
  const nature = NATURE_LABELS[stated.nature]
  const department = titleOf(catalogue, 'department_economic', stated.departmentCode, stated.day)
  if (answer.state === 'none') {
    return [
      finding(
        stated,
        null,
        0.9,
        `${nature}不使用部门预算支出经济分类 ${department}，它没有对应的政府预算支出经济分类。请改用${nature}的科目，或核对单位性质。`,
      ),
    ]
  }
  if (answer.code === stated.governmentCode) return []
  const expected = titleOf(catalogue, 'government_economic', answer.code, stated.day)
  const found = stated.governmentCode === null ? '这里没有填' : `这里是 ${stated.governmentCode}`
  return [
    finding(
      stated,
      answer.code,
      answer.certain ? 0.9 : 0.5,
      `${nature}的部门预算支出经济分类 ${department} 应对应政府预算支出经济分类 ${expected}，${found}。请改正，或核对单位性质。`,
    ),
  ]
}

function titleOf(
  catalogue: Catalogue,
  list: 'department_economic' | 'government_economic',
  code: string,
  day: Temporal.PlainDate,
): string {
  const answer = lookUp(catalogue, list, code, day)
  return answer.state === 'in_force' ? `${code} ${answer.entry.name}` : code
}

function finding(
  stated: StatedGovernmentClass,
  expected: string | null,
  confidence: number,
  message: string,
): Finding {
  return {
    code: 'classification.government_class',
    severity: 'warning',
    confidence,
    message,
    stated: stated.governmentCode,
    expected,
    places: [stated.place],
  }
}
