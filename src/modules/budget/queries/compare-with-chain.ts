import type { County } from '../../../kernel/county.ts'
import { type Finding, faultAt } from '../../../kernel/finding.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { listEntries } from '../../audit/index.ts'
import { findRefIn, subjectOf } from '../domain/subject.ts'
import { digestVersion, type VersionDigest } from './digest-version.ts'

export interface Comparison {
  /** Approved versions whose rows are still those that were approved. */
  readonly sound: number
  /** Versions that were frozen before the county had a chain: nothing tells whether they changed. */
  readonly untold: number
  readonly findings: readonly Finding[]
}

/** Hashes the rows of every approved version again and compares with what the chain says of them. */
export async function compareWithChain(tx: CountyDb, county: County): Promise<Comparison> {
  const findings: Finding[] = []
  const told = new Set<string>()
  let sound = 0
  for await (const entry of listEntries(tx, county)) {
    if (entry.kind !== 'budget.approved') continue
    told.add(entry.subject)
    const ref = findRefIn(county, entry.subject)
    const stated = (JSON.parse(entry.content) as { rows?: VersionDigest }).rows ?? {}
    const found = ref ? await digestVersion(tx, ref, stated) : {}
    const changed = Object.keys(stated).filter(
      (table) => found[table]?.sha256 !== stated[table]?.sha256,
    )
    if (changed.length === 0) sound += 1
    for (const table of changed) {
      const message = `${entry.subject} 批复之后，${table} 里的记录变了。请与备份核对。`
      const place = { file: entry.subject, row: null, column: table }
      const rows = [stated[table], found[table]].map((digest) => `${digest?.count ?? 0} 行`)
      findings.push(
        faultAt('budget.rows_differ_from_chain', message, place, rows[1] ?? null, rows[0] ?? null),
      )
    }
  }
  const untold = (await listFrozen(tx, county)).filter((subject) => !told.has(subject))
  return { sound, untold: untold.length, findings }
}

async function listFrozen(tx: CountyDb, county: County): Promise<string[]> {
  const versions = await tx
    .selectFrom('budget.version')
    .select(['department', 'year', 'sequence'])
    .where('county', '=', county)
    .where('frozen', '=', true)
    .execute()
  return versions.map((version) => subjectOf({ county, ...version }))
}
