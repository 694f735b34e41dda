/**
 * What a check says about a file, a draft or a published document. Findings are data, returned and
 * shown beside the thing they speak of; they are never thrown.
 */
export interface Finding<At = Place> {
  /** Stable identifier, `module.what_is_wrong`. */
  readonly code: string
  /** `error` refuses what is checked, `warning` and `advice` do not, `reading` is a defect of the reader. */
  readonly severity: 'error' | 'warning' | 'advice' | 'reading'
  /** 0 to 1: how sure the check is that the fault is real. */
  readonly confidence: number
  /** Chinese, with how to mend it. */
  readonly message: string
  readonly stated: string | null
  readonly expected: string | null
  readonly places: readonly At[]
}

export interface Place {
  readonly file: string
  /** Line of the file, the heading being line 1; null when the whole file is meant. */
  readonly row: number | null
  readonly column: string | null
}

/** A fault that is certain and refuses what is checked: the usual finding about an input. */
export function faultAt(
  code: string,
  message: string,
  place: Place,
  stated: string | null = null,
  expected: string | null = null,
): Finding {
  return { code, severity: 'error', confidence: 1, message, stated, expected, places: [place] }
}

export function isRefused(findings: readonly Pick<Finding, 'severity'>[]): boolean {
  return findings.some((finding) => finding.severity === 'error')
}
