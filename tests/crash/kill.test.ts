import { afterEach, expect, test } from 'vitest'
import { runCrashRounds } from '../../scripts/bench/crash.ts'

afterEach(() => {
  delete process.env.PGOPTIONS
})

test('whoever is killed: what was acknowledged is there once, and nothing is there in half', async () => {
  const report = await runCrashRounds(9, Date.now() % 1_000_000)
  expect(report.rounds).toEqual({ node: 3, postgres: 3, both: 3 })
  expect(report.acknowledged).toBeGreaterThan(9)
  expect(report.reads).toBeGreaterThan(0)
  expect(report.safety).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
  })
  const { lost, doubled, half, chainBroken, wrongReads } = report
  expect({ lost, doubled, half, chainBroken, wrongReads }).toEqual({
    lost: 0,
    doubled: 0,
    half: 0,
    chainBroken: 0,
    wrongReads: 0,
  })
}, 180_000)

test('a database that acknowledges before it has written is found out', async () => {
  // in the environment of every client of this run
  process.env.PGOPTIONS = '-c synchronous_commit=off'
  const report = await runCrashRounds(12, 7)
  expect(report.lost).toBeGreaterThan(0)
  // late, but never in half
  expect([report.half, report.doubled, report.chainBroken]).toEqual([0, 0, 0])
}, 180_000)
