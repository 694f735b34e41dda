import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { draw, readNames } from '../../scripts/bench/check.ts'
import type { Paper } from '../../scripts/bench/disclosures/document.ts'
import { plant } from '../../scripts/bench/disclosures/plant.ts'
import { chanceOf } from '../../scripts/bench/disclosures/random.ts'
import { writePaper } from '../../scripts/bench/disclosures/write-paper.ts'

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

describe('yimen check --group', () => {
  interface Told {
    readonly documents: readonly {
      readonly file: string
      readonly department: string
      readonly findings: readonly { readonly code: string; readonly stated: string }[]
    }[]
    readonly group: { readonly findings: readonly { code: string; places: { part: string }[] }[] }
  }

  async function group(name: string, files: Readonly<Record<string, Uint8Array | string>>) {
    const place = join(folder, name)
    await mkdir(place)
    for (const [file, content] of Object.entries(files)) await writeFile(join(place, file), content)
    const { code, stdout } = await yimen('check', place, '--group', '--format', 'json')
    return { code, place, told: JSON.parse(stdout) as Told }
  }

  /** A made-up disclosure whose text says another amount than its tables, as two files. */
  async function halves(
    at: number,
  ): Promise<{ text: Uint8Array; tables: Uint8Array; was: string }> {
    const paper = draw(at, chanceOf(900 + at), await readNames())
    const wrong = plant(paper, 'sentence amount digit', chanceOf(5))
    if (!wrong) throw new Error('nothing planted')
    const only = (kind: 'text' | 'table'): Paper => ({
      ...wrong.paper,
      blocks: wrong.paper.blocks.filter((block) => block.kind === kind),
    })
    return {
      text: writePaper(only('text'), 'docx', chanceOf(1)),
      tables: writePaper(only('table'), 'xlsx', chanceOf(1)),
      was: wrong.planted.text,
    }
  }

  test.each([0, 2])('text and tables in two files are one document (%i)', async (at) => {
    const { text, tables, was } = await halves(at)
    const { code, place, told } = await group(`halves-${at}`, {
      '说明.docx': text,
      '表.xlsx': tables,
    })
    expect(told.documents.map(({ file }) => file)).toEqual([
      `${join(place, '说明.docx')} + ${join(place, '表.xlsx')}`,
    ])
    const found = told.documents[0]?.findings.find(
      ({ code: one }) => one === 'disclosure.prose_differs',
    )
    expect(found?.stated).toContain(was)
    expect(code).toBe(1)
  })

  test('and so they are in an archive, beside those of another department', async () => {
    const [one, other] = [await halves(0), await halves(2)]
    const { told } = await group('archive', {
      '公开.zip': zipSync({
        '甲说明.docx': one.text,
        '甲表.xlsx': one.tables,
        '乙说明.docx': other.text,
        '乙表.xlsx': other.tables,
      }),
    })
    const names = told.documents.map(({ file }) => file.replace(/[^ ]*!/g, ''))
    expect(names.sort()).toEqual(['乙说明.docx + 乙表.xlsx', '甲说明.docx + 甲表.xlsx'].sort())
    for (const { findings } of told.documents)
      expect(findings.map(({ code }) => code)).toContain('disclosure.prose_differs')
  })

  test('a department beside its unit: the unit published another total', async () => {
    const { code, place, told } = await group('units', {
      '部门.txt': `云岭县教育局2024年部门预算公开

部门收入总表
部门名称：云岭县教育局	单位：万元
单位代码	单位名称	合计	本年收入	上年结转
	合计	300.00	290.00	10.00
105001	云岭县教育局机关	100.00	100.00	
105002	云岭县第一中学	200.00	190.00	10.00
`,
      '学校.txt': `云岭县第一中学2024年单位预算公开

收支总表
单位名称：云岭县第一中学	单位：万元
收入	金额	支出	金额
一、一般公共预算拨款收入	180.00	一、教育支出	190.00
本年收入合计	180.00	本年支出合计	190.00
上年结转	10.00	年终结转结余	
收入总计	190.00	支出总计	190.00
`,
    })
    expect(told.documents.flatMap(({ findings }) => findings)).toEqual([])
    expect(told.group.findings.map(({ code: one }) => one)).toEqual([
      'disclosure.differs_from_unit',
    ])
    expect(told.group.findings[0]?.places.map(({ part }) => part)).toEqual([
      join(place, '部门.txt'),
      join(place, '学校.txt'),
    ])
    expect(code).toBe(1)
  })
})

describe('yimen check --against', () => {
  test('a falsehood told alike everywhere, a file that is no budget, a file that is missing', async () => {
    const names = await readNames()
    const approved = join(folder, '批复.xlsx')
    const told = join(folder, '公开.docx')
    // two departments: each is right in itself
    await writeFile(approved, writePaper(draw(0, chanceOf(31), names), 'xlsx', chanceOf(1)))
    await writeFile(told, writePaper(draw(0, chanceOf(32), names), 'docx', chanceOf(1)))
    const codesOf = async (...args: string[]): Promise<string[]> => {
      const { stdout } = await yimen('check', told, '--format', 'json', ...args)
      const { documents } = JSON.parse(stdout) as {
        documents: { findings: { code: string; severity: string }[] }[]
      }
      return documents.flatMap(({ findings }) =>
        findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
      )
    }
    expect(await codesOf()).toEqual([])
    expect(await codesOf('--against', told)).toEqual([])
    expect(new Set(await codesOf('--against', approved))).toEqual(
      new Set(['disclosure.differs_from_approved']),
    )
    const empty = join(folder, '便条.txt')
    await writeFile(empty, '今天开会。')
    const none = await yimen('check', told, '--against', empty)
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('没有认出预算表')])
    const missing = await yimen('check', told, '--against', join(folder, '没有.xlsx'))
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('读不到批复文件')])
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
