import { type Entry, hashEntry } from './hash-entry.ts'
import { type Head, NO_HEAD } from './head.ts'

/** Where a chain is broken first, and what is wrong there. */
export interface Break {
  /** Number of the entry; beyond it nothing can be relied on. */
  readonly number: number
  readonly problem:
    | 'missing'
    | 'altered'
    | 'not_linked'
    | 'beyond_head'
    | 'head_differs'
    | 'cut_before_outside_head'
    | 'outside_head_differs'
}

export interface HashedEntry extends Entry {
  readonly hash: string
}

/** Walks a chain from its first entry, one after the other, and stops at the first break. */
export interface Walk {
  /** The last entry that is sound. */
  readonly reached: Head
  /** Those of the outside heads that the chain has confirmed. */
  readonly confirmed: readonly Head[]
}

export const START: Walk = { reached: NO_HEAD, confirmed: [] }

/**
 * @param outside heads kept outside the database: whoever can write the database can also write
 *   a whole new chain that is sound in itself, but not one that passes through these
 */
export function follow(walk: Walk, entry: HashedEntry, outside: readonly Head[]): Walk | Break {
  const number = walk.reached.number + 1
  if (entry.number !== number) return { number, problem: 'missing' }
  if (entry.previous !== walk.reached.hash) return { number, problem: 'not_linked' }
  if (entry.hash !== hashEntry(entry)) return { number, problem: 'altered' }
  const here = outside.filter((head) => head.number === number)
  if (here.some((head) => head.hash !== entry.hash)) {
    return { number, problem: 'outside_head_differs' }
  }
  return {
    reached: { number, hash: entry.hash },
    confirmed: [...walk.confirmed, ...here],
  }
}

/** After the last entry: the recorded head must be the end, and no outside head lie beyond it. */
export function finish(walk: Walk, recorded: Head, outside: readonly Head[]): Break | undefined {
  const { number, hash } = walk.reached
  if (recorded.number > number) return { number: number + 1, problem: 'missing' }
  const beyond = outside.find((head) => head.number > number)
  if (beyond) return { number: number + 1, problem: 'cut_before_outside_head' }
  if (recorded.number < number) return { number: recorded.number + 1, problem: 'beyond_head' }
  if (recorded.hash !== hash) return { number, problem: 'head_differs' }
  return undefined
}

export function isBreak(step: Walk | Break): step is Break {
  return 'problem' in step
}
