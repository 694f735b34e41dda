import { showAmount } from './amount.ts'
import { buildIndex, consensusOf } from './cross-table.ts'
import type { RawDocument } from './document.ts'
import { ledgerOf } from './ledger.ts'
import { proseFactsOf } from './prose-facts.ts'
import { type Disclosure, readDisclosure, tableName } from './read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfFigure,
  placeOfToken,
  type RuleResult,
  resultOf,
} from './rule.ts'

/** The approved figures by key, in fen. */
export type Approved = ReadonlyMap<string, number>

/** Approved tables in any form that is read as a disclosure. */
export function readApproved(raw: RawDocument): Approved {
  const { facts } = buildIndex(readDisclosure(raw))
  const approved = new Map<string, number>()
  for (const [key, list] of facts) {
    const fact = consensusOf(list)
    if (fact && !fact.dims.phase) approved.set(key, fact.value)
  }
  return approved
}

/**
 * Every published figure against the approved ones: a falsehood that is told everywhere alike
 * passes all other checks.
 */
export function compareWithApproved(disclosure: Disclosure, approved: Approved): RuleResult {
  const findings: DisclosureFinding[] = []
  const told = new Set<string>()
  let compared = 0
  const say = (fen: number): string => showAmount(fen, disclosure.unit)
  for (const [key, facts] of ledgerOf(disclosure).index.facts) {
    const right = approved.get(key)
    if (right === undefined) continue
    for (const fact of facts) {
      if (fact.dims.phase) continue
      compared += 1
      if (Math.abs(fact.value - right) <= fact.half + 1) continue
      const mark = fact.figures.map(({ table, row, column }) => `${table}.${row}.${column}`).join()
      if (told.has(mark)) continue
      told.add(mark)
      findings.push({
        code: 'disclosure.differs_from_approved',
        severity: 'error',
        confidence: 0.95,
        message: `${tableName(fact.table)}“${fact.name}”是 ${say(fact.value)}，批复是 ${say(right)}。请改为批复数。`,
        stated: say(fact.value),
        expected: say(right),
        places: fact.figures.slice(0, 8).map(placeOfFigure),
      })
    }
  }
  for (const { token, candidates } of proseFactsOf(disclosure)) {
    const first = candidates[0]
    const right = first && approved.get(first.key)
    if (right === undefined || !token.printed) continue
    compared += 1
    if (Math.abs(token.printed.fen - right) <= token.printed.half + 1) continue
    findings.push({
      code: 'disclosure.differs_from_approved',
      severity: 'error',
      confidence: 0.9,
      message: `文字说明写 ${say(token.printed.fen)}，批复是 ${say(right)}。请改为批复数。`,
      stated: say(token.printed.fen),
      expected: say(right),
      places: [placeOfToken(token)],
    })
  }
  return compared === 0 ? NOT_APPLICABLE : resultOf(findings)
}
