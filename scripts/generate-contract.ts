/**
 * Writes src/contract/openapi.json from the routes. With `--verify` nothing is written and a
 * difference is an error: a change of the contract is seen in review, never by accident.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readReference } from '../src/apps/open-system.ts'
import { contractOf, createApp } from '../src/apps/server/app.ts'
import { findCounty } from '../src/kernel/county.ts'
import { openPool } from '../src/platform/db/index.ts'
import { openLogger } from '../src/platform/log/logger.ts'

const PATH = 'src/contract/openapi.json'
const county = findCounty('410324')
if (!county) throw new Error('not a county')

// the routes describe themselves; the pool connects only when a statement is sent, and none is
const app = createApp({
  reader: openPool({ host: '/nonexistent' }),
  county,
  demonstration: false,
  reference: await readReference(),
  log: openLogger('silent'),
})
const text = `${JSON.stringify(contractOf(app), null, 2)}\n`
const known = existsSync(PATH) ? readFileSync(PATH, 'utf8') : ''
if (text !== known) {
  if (process.argv.includes('--verify')) {
    console.log(
      `differs: ${PATH}. Run node scripts/generate-contract.ts and review the difference.`,
    )
    process.exitCode = 1
  } else {
    writeFileSync(PATH, text)
    console.log(`written: ${PATH}`)
  }
}
