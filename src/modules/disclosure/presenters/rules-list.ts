import { GROUP_LABELS } from '../domain/rule.ts'
import { RULES } from '../domain/rule-list.ts'
import { SEVERITY_LABELS } from './report-text.ts'

/** A rule as people read it. */
export interface RuleEntry {
  readonly code: string
  readonly severity: string
  readonly group: string
  readonly title: string
  readonly source: string
  readonly tolerance: string
}

export function listRules(): RuleEntry[] {
  return RULES.map(({ code, severity, group, title, source, tolerance }) => ({
    code,
    severity: SEVERITY_LABELS[severity],
    group: GROUP_LABELS[group],
    title,
    source,
    tolerance,
  }))
}

/** The same list as a Markdown page; docs/checking-rules.md is made of it. */
export function rulesMarkdown(rules: readonly RuleEntry[]): string {
  const lines: string[] = []
  for (const group of new Set(rules.map((rule) => rule.group))) {
    lines.push(
      `## ${group}`,
      '',
      '| 代码 | 级别 | 查什么 | 依据 | 不计的差别 |',
      '| --- | --- | --- | --- | --- |',
    )
    for (const rule of rules.filter((one) => one.group === group)) {
      const cells = [`\`${rule.code}\``, rule.severity, rule.title, rule.source, rule.tolerance]
      lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    }
    lines.push('')
  }
  return lines.join('\n').trimEnd()
}
