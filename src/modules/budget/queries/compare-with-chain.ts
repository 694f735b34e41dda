import type { County } from '../../../kernel/county.ts'
import { type Finding, faultAt } from '../../../kernel/finding.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { listEntries } from '../../audit/index.ts'
import { findRefIn, subjectOf } from '../domain/subject.ts'
import { digestVersion, type VersionDigest } from './digest-version.ts'
import { type Act, listActs } from './list-acts.ts'

export interface Comparison {
  /** Approved versions whose rows are still those that were approved. */
  readonly sound: number
  /** Versions that were frozen before the county had a chain: nothing tells whether they changed. */
  readonly untold: number
  readonly findings: readonly Finding[]
}

/**
 * Hashes the rows of every approved version again and compares with what the chain says of them,
 * and so the day and document of its approval and publication.
 */
export async function compareWithChain(tx: CountyDb, county: County): Promise<Comparison> {
  const findings: Finding[] = []
  const told = new Set<string>()
  const differing = new Set<string>()
  const acts = await listActs(tx, county)
  const report = (subject: string, table: string, stated: string, found: string): void => {
    differing.add(subject)
    const message = `${subject} 记入存证链之后，${table} 里的记录变了。请与备份核对。`
    const place = { file: subject, row: null, column: table }
    findings.push(faultAt('budget.rows_differ_from_chain', message, place, found, stated))
  }
  for await (const { kind, subject, content } of listEntries(tx, county)) {
    if (kind === 'budget.approved') {
      told.add(subject)
      const stated = JSON.parse(content) as Act & { rows: VersionDigest }
      const ref = findRefIn(county, subject)
      const found = ref ? await digestVersion(tx, ref, stated.rows) : {}
      for (const [table, { sha256, count }] of Object.entries(stated.rows)) {
        if (found[table]?.sha256 === sha256) continue
        report(subject, table, `${count} 行`, `${found[table]?.count ?? 0} 行`)
      }
      compareAct('budget.approval', subject, stated)
    } else if (kind === 'budget.published') {
      compareAct('budget.edition', subject, JSON.parse(content) as Act)
    }
  }
  const untold = (await listFrozen(tx, county)).filter((subject) => !told.has(subject))
  return { sound: told.size - differing.size, untold: untold.length, findings }

  function compareAct(table: keyof typeof acts, subject: string, stated: Act): void {
    const found = acts[table].get(subject)
    const words = [describe(stated), found ? describe(found) : '没有了'] as const
    if (words[0] !== words[1]) report(subject, table, ...words)
  }
}

function describe({ on, document, edition }: Act): string {
  const number = edition === undefined ? '' : `第 ${edition} 版，`
  return `${number}${on ?? '没有日期'}，${document ?? '没有文号'}`
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
