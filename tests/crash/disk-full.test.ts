import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Root needs a mount namespace only, others also one of users. */
const NAMESPACE = process.getuid?.() === 0 ? ['-m'] : ['-U', '-r', '-m']
const canMount =
  spawnSync('unshare', [...NAMESPACE, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

test.skipIf(!canMount)(
  'a disk that fills up loses nothing that was acknowledged, and loading goes on when there is room (skipped where no file system can be mounted)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yimen-full-'))
    try {
      const { stdout } = await promisify(execFile)(
        'unshare',
        [...NAMESPACE, process.execPath, 'tests/crash/fill-disk.ts', folder],
        { env: { ...process.env, DATABASE_URL: '' } },
      )
      const report = JSON.parse(stdout)
      expect(report.acknowledged).toBeGreaterThan(10)
      expect(report).toEqual({
        acknowledged: report.acknowledged,
        whole: report.acknowledged,
        versions: report.acknowledged,
        // loaded, approved, published
        entries: 3 * report.acknowledged,
        broken: null,
        differing: 0,
        errors: expect.arrayContaining([expect.stringMatching(/^db\.(full|unreachable)$/)]),
        refusal: 'archive.not_written',
        leftovers: [],
      })
      expect(report.errors.join()).not.toContain('bug')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  180_000,
)
