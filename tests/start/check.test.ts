import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const FIXTURE = join(process.cwd(), 'tests/fixtures/disclosure/luanchuan-2023.txt')

/** The command as a person types it; nothing of a database may appear in its folder. */
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-check-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function yimen(...args: string[]): Promise<Answer> {
  const env = { ...process.env, YIMEN_DATA: join(folder, 'data'), DATABASE_URL: '' }
  return new Promise((resolve) => {
    execFile(
      join(process.cwd(), 'bin', 'yimen'),
      args,
      { env, maxBuffer: 50_000_000 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
      },
    )
  })
}

describe('yimen check', () => {
  test('one document as JSON: exit 1, both figures and places, no database', async () => {
    const { code, stdout } = await yimen('check', FIXTURE, '--format', 'json')
    expect(code).toBe(1)
    const { documents } = JSON.parse(stdout) as { documents: Record<string, unknown>[] }
    expect(documents).toHaveLength(1)
    expect(documents[0]).toMatchObject({
      file: FIXTURE,
      readable: true,
      kind: 'budget',
      year: 2023,
    })
    const findings = documents[0]?.findings as {
      code: string
      stated: string
      expected: string
      places: object[]
    }[]
    expect(findings.find(({ code: one }) => one === 'disclosure.growth')).toMatchObject({
      stated: '113%',
      expected: '112%',
    })
    expect(Object.keys(findings[0]?.places[0] ?? {}).sort()).toEqual([
      'column',
      'line',
      'page',
      'part',
      'row',
      'table',
      'text',
    ])
    await expect(readdir(join(folder, 'data'))).rejects.toThrow()
  })

  test('a folder with broken files: the others are checked, exit 2', async () => {
    const many = join(folder, 'many')
    await mkdir(many)
    for (const name of ['a.txt', 'b.docx', 'c.md', 'd.txt']) await cp(FIXTURE, join(many, name))
    await writeFile(join(many, 'e.pdf'), '%PDF-1.4')
    await writeFile(join(many, 'f.xlsx'), '')
    const { code, stdout } = await yimen('check', many, '--format', 'json', '--jobs', '2')
    expect(code).toBe(2)
    const { documents } = JSON.parse(stdout) as {
      documents: { file: string; readable: boolean; findings: { code: string }[] }[]
    }
    expect(
      documents.map(({ file, readable }) => `${file.slice(many.length + 1)} ${readable}`),
    ).toEqual([
      'a.txt true',
      'b.docx true',
      'c.md true',
      'd.txt true',
      'e.pdf false',
      'f.xlsx false',
    ])
    expect(documents.slice(4).map(({ findings }) => findings[0]?.code)).toEqual([
      'disclosure.pdf',
      'disclosure.empty',
    ])
  })

  test('an interrupted run goes on: what was finished is not read again', async () => {
    const again = join(folder, 'again')
    await mkdir(again)
    const names = Array.from({ length: 60 }, (_, at) => `${String(at).padStart(2, '0')}.txt`)
    for (const name of names) await cp(FIXTURE, join(again, name))
    const out = join(folder, 'out.json')
    const args = ['check', again, '--format', 'json', '--out', out, '--jobs', '2']
    const lines = async (): Promise<string[]> =>
      (await readFile(`${out}.part`, 'utf8').catch(() => '')).split('\n').filter(Boolean)
    const child = spawn(process.execPath, ['src/apps/cli/main.ts', ...args], { stdio: 'ignore' })
    while ((await lines()).length < 4) await new Promise((resolve) => setImmediate(resolve))
    child.kill('SIGKILL')
    await once(child, 'exit')
    // a mark in the first result tells that it was taken over
    const [head = '', first = '', ...rest] = await lines()
    expect(rest.length).toBeLessThan(names.length - 1)
    await writeFile(
      `${out}.part`,
      [
        head,
        first.replace('"title":"', '"title":"已查过 '),
        ...rest.slice(0, -1),
        rest.at(-1)?.slice(0, 50),
      ].join('\n'),
    )
    expect((await yimen(...args)).code).toBe(1)
    const { documents } = JSON.parse(await readFile(out, 'utf8')) as {
      documents: { file: string; title: string }[]
    }
    expect(documents.map(({ file }) => file)).toEqual(names.map((name) => join(again, name)))
    expect(documents[0]?.title).toMatch(/^已查过/)
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('the page holds the document and needs no network', async () => {
    const { code, stdout } = await yimen('check', FIXTURE, '--format', 'html')
    expect(code).toBe(1)
    expect(stdout).toContain('<mark>')
    expect(stdout).not.toMatch(/(?:src|href)="?https?:/)
    expect(stdout.match(/class="card error"/g)).toHaveLength(11)
  })

  test('wrong use is said in a sentence', async () => {
    expect(await yimen('check')).toMatchObject({ code: 2 })
    const { code, stderr } = await yimen('check', FIXTURE, '--format', 'pdf')
    expect(code).toBe(2)
    expect(stderr).toContain('--format 应是')
  })
})

describe('yimen rules', () => {
  test('lists every rule with its source, and one by its code', async () => {
    const { code, stdout } = await yimen('rules', '--format', 'json')
    expect(code).toBe(0)
    const rules = JSON.parse(stdout) as { code: string; source: string; tolerance: string }[]
    expect(rules.length).toBeGreaterThan(50)
    expect(rules.filter(({ source, tolerance }) => source === '' || tolerance === '')).toEqual([])
    expect((await yimen('rules', 'growth')).stdout).toContain('disclosure.growth')
  })
})
