import type { County } from '../../../kernel/county.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { findSequence, nameOfVersion } from './version-name.ts'

/** How the chain names a version: `410324/budget/2023/130/initial`. */
export function subjectOf(ref: LedgerRef): string {
  return `${ref.county}/budget/${ref.year}/${ref.department}/${nameOfVersion(ref.sequence)}`
}

export function findRefIn(county: County, subject: string): LedgerRef | undefined {
  const [code, , year, department, version] = subject.split('/')
  const sequence = findSequence(version ?? '')
  if (code !== String(county) || department === undefined || sequence === undefined)
    return undefined
  return { county, year: Number(year), department, sequence }
}
