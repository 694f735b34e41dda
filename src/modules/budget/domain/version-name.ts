/**
 * A version's name in addresses and files (`initial`, `adjustment-1` …) and its sequence in the
 * ledger (0, 1 …). A later version's lines are signed differences to all before it
 * (预算法 67-72: adjustments are added, nothing is overwritten).
 */
export function nameOfVersion(sequence: number): string {
  return sequence === 0 ? 'initial' : `adjustment-${sequence}`
}

export function findSequence(name: string): number | undefined {
  if (name === 'initial') return 0
  const match = /^adjustment-([1-9]\d{0,2})$/.exec(name)
  return match ? Number(match[1]) : undefined
}

export function labelOfVersion(sequence: number): string {
  return sequence === 0 ? '年初预算' : `第 ${sequence} 次调整后预算`
}
