/**
 * The chain (存证链): what was done to the county's records, so that a later change shows.
 *
 * - **entry** (记录): one deed, hashed together with the hash of the entry before it. Written by the
 *   command that does the deed, in its transaction; the application can add entries and nothing else.
 * - **head** (链头): number and hash of the newest entry, `12-9f86d0…`. Whoever keeps it outside can
 *   tell later whether the chain up to it is still the same.
 * - **break**: the first entry at which a chain does not hold.
 *
 * What a chain cannot show by itself: that its end was cut off and the head set back, or that all of
 * it was written anew. For these a head kept outside is needed; changes after that head still need a
 * newer one.
 */
export { appendEntry, type Deed } from './commands/append-entry.ts'
export { auditTables } from './county-tables.ts'
export type { Break, HashedEntry } from './domain/follow-chain.ts'
export { findHeadIn, type Head, printHead } from './domain/head.ts'
export { findHead } from './queries/find-head.ts'
export { listEntries } from './queries/list-entries.ts'
export { listHeads } from './queries/list-heads.ts'
export { type ChainReport, verifyChain } from './queries/verify-chain.ts'
