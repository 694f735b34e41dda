import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { type Break, finish, follow, isBreak, START } from '../domain/follow-chain.ts'
import { type Head, NO_HEAD } from '../domain/head.ts'
import { findHead } from './find-head.ts'
import { listEntries } from './list-entries.ts'

export interface ChainReport {
  /** The last entry up to which the chain is sound. */
  readonly reached: Head
  readonly broken: Break | undefined
  /** Outside heads through which the chain passes. */
  readonly confirmed: readonly Head[]
}

/**
 * Recomputes every hash of a county's chain. Without an outside head this finds what was altered,
 * taken out or cut off by somebody who did not also write all later hashes and the head anew; with
 * one it also finds that.
 */
export async function verifyChain(
  tx: CountyDb,
  county: County,
  outside: readonly Head[],
): Promise<ChainReport> {
  let walk = START
  for await (const entry of listEntries(tx, county)) {
    const step = follow(walk, entry, outside)
    if (isBreak(step)) return { ...walk, broken: step }
    walk = step
  }
  const recorded = (await findHead(tx, county)) ?? NO_HEAD
  return { ...walk, broken: finish(walk, recorded, outside) }
}
