import { type Approved, compareWithApproved } from './approved.ts'
import type { CodeBook } from './code-book.ts'
import { withoutConsequences } from './consequences.ts'
import type { RawDocument } from './document.ts'
import type { LocalRules } from './local-rules.ts'
import { type Disclosure, type DisclosureKind, readDisclosure } from './read-disclosure.ts'
import type { DisclosureFinding, Outcome, Rule } from './rule.ts'
import { RULES } from './rule-list.ts'
import { type Summary, summarise } from './summary.ts'
import { understandingOf } from './understanding.ts'

/** What the check of one document says. Plain data: it crosses processes and is printed as JSON. */
export interface CheckedDocument {
  readonly kind: DisclosureKind
  readonly title: string
  readonly department: string
  readonly year: number | null
  readonly tables: readonly {
    readonly table: number
    readonly title: string
    readonly kind: string
    readonly rows: number
    readonly unit: string | null
  }[]
  /** 0 to 1: share of the numbers that were understood. */
  readonly understood: number
  readonly numbers: number
  readonly rules: readonly { readonly code: string; readonly outcome: Outcome }[]
  readonly findings: readonly DisclosureFinding[]
  /** By which the document is held against others. */
  readonly summary: Summary
}

export interface CheckSettings {
  readonly codes: CodeBook | undefined
  readonly year?: number | undefined
  readonly local?: LocalRules | undefined
  readonly approved?: Approved | undefined
}

const ORDER = ['error', 'warning', 'advice', 'reading']

function rulesOf(local: LocalRules | undefined): readonly Rule[] {
  return [...RULES, ...(local?.rules ?? [])].filter(({ code }) => !local?.off.includes(code))
}

/** Runs every rule over a document that a reader gave. */
export function checkDisclosure(raw: RawDocument, settings: CheckSettings): CheckedDocument {
  return checkRead(readDisclosure(raw), settings)
}

/** The same, for who also needs the document as it was understood. */
export function checkRead(disclosure: Disclosure, settings: CheckSettings): CheckedDocument {
  const { local } = settings
  const asked = {
    codes: settings.codes,
    year: settings.year,
    requiredTables: local?.requiredTables ?? [],
  }
  const rules: { code: string; outcome: Outcome }[] = []
  const findings: DisclosureFinding[] = []
  const isForeign = disclosure.kind === 'government_budget'
  for (const rule of rulesOf(local)) {
    if (isForeign && rule.group !== 'sums' && rule.group !== 'reading' && rule.group !== 'text') {
      rules.push({ code: rule.code, outcome: 'not_applicable' })
      continue
    }
    const result = rule.check(disclosure, asked)
    rules.push({ code: rule.code, outcome: result.outcome })
    const severity = local?.severity[rule.code]
    findings.push(
      ...result.findings.map((finding) => (severity ? { ...finding, severity } : finding)),
    )
  }
  if (settings.approved) {
    const result = compareWithApproved(disclosure, settings.approved)
    rules.push({ code: 'disclosure.differs_from_approved', outcome: result.outcome })
    findings.push(...result.findings)
  }
  const kept = withoutConsequences(disclosure, findings)
  kept.sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.confidence - a.confidence,
  )
  const { share, total } = understandingOf(disclosure)
  return {
    kind: disclosure.kind,
    title: disclosure.title,
    department: disclosure.department,
    year: disclosure.year ?? null,
    tables: disclosure.tables.map(({ table }) => ({
      table: table.number,
      title: table.title,
      kind: table.kind,
      rows: table.grid.length,
      unit: table.unit,
    })),
    understood: Math.round(share * 1000) / 1000,
    numbers: total,
    rules,
    findings: kept,
    summary: summarise(disclosure),
  }
}
