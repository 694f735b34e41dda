import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { runPowerCuts } from '../../scripts/bench/power-cut.ts'
import type { AppError } from '../../src/kernel/app-error.ts'

/** A disk of its own, mounted and cut off: root, a loop device, and the programs for it. */
const TRY = `set -e; d=$(mktemp -d); trap 'umount $d/m 2>/dev/null; rm -rf $d' EXIT; mkdir $d/m
  truncate -s 64M $d/i; mkfs.ext4 -q $d/i; mount -o loop $d/i $d/m
  command -v fuser; command -v python3`
const canCut = spawnSync('sh', ['-c', TRY], { stdio: 'ignore' }).status === 0

describe.skipIf(!canCut)(
  'a power cut (skipped where no file system can be made and mounted from a file)',
  () => {
    const seed = Date.now() % 1_000_000

    test('loses nothing that was acknowledged, and no backup', async () => {
      const report = await runPowerCuts({ rounds: 3, seed, fileSystem: 'ext4' })
      expect(report.acknowledged).toBeGreaterThan(3)
      const { lost, doubled, half, chainBroken, backupsLost } = report
      expect({ lost, doubled, half, chainBroken, backupsLost }).toEqual({
        lost: 0,
        doubled: 0,
        half: 0,
        chainBroken: 0,
        backupsLost: 0,
      })
    }, 300_000)

    test('is found out to lose something where PostgreSQL does not wait for the disk', async () => {
      const outcome = await runPowerCuts({
        rounds: 5,
        seed: 7,
        fileSystem: 'ext4',
        liar: true,
      }).then(
        (report) => `lost ${report.lost}`,
        (error: AppError) => error.code,
      )
      // so much may be missing that the database does not start at all
      expect(outcome).toMatch(/^lost [1-9]|^postgres\./)
    }, 300_000)
  },
)
