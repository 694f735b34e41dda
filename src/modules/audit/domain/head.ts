/** The newest entry of a county's chain; `number` 0 and 64 zeros when there is none yet. */
export interface Head {
  readonly number: number
  /** sha256, 64 hexadecimal digits. */
  readonly hash: string
}

export const NO_HEAD: Head = { number: 0, hash: '0'.repeat(64) }

/** `12-9f86d0…`, as it is shown, copied and kept outside. */
export function printHead(head: Head): string {
  return `${head.number}-${head.hash}`
}

export function findHeadIn(text: string): Head | undefined {
  const match = /^(\d{1,9})-([0-9a-f]{64})$/.exec(text.trim())
  if (!match) return undefined
  return { number: Number(match[1]), hash: match[2] ?? '' }
}
