import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { joinCluster } from '../../src/platform/postgres/index.ts'

/** The command line as a person types it, on an embedded database of its own. */
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'yimen-cli-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function yimen(...args: string[]): Promise<Answer> {
  const env = { ...process.env, YIMEN_DATA: dataDir, DATABASE_URL: '' }
  return new Promise((resolve) => {
    execFile(
      join(process.cwd(), 'bin', 'yimen'),
      args,
      { env, maxBuffer: 10_000_000 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
      },
    )
  })
}

const BUDGET = ['--county', '410324', '--year', '2023', '--department', '130']

describe('budget tables', () => {
  test('all thirteen as JSON, starting the database itself', async () => {
    const { code, stdout } = await yimen('budget', 'tables', ...BUDGET)
    expect(code).toBe(0)
    const tables = JSON.parse(stdout) as {
      table: number
      unit: string
      total: Record<string, string>
    }[]
    expect(tables.map(({ table }) => table)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    expect(tables[2]?.total).toMatchObject({
      total: '595.94',
      basic: '178.90',
      capital_spending: null,
    })
  })

  test('one table as CSV with Chinese headings and its total last', async () => {
    const { code, stdout } = await yimen(
      'budget',
      'tables',
      ...BUDGET,
      '--table',
      '6',
      '--format',
      'csv',
    )
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines[0]).toBe(
      '部门预算经济科目编码,部门预算经济科目名称,政府预算经济科目编码,政府预算经济科目名称,合计,人员经费,公用经费',
    )
    expect(lines).toHaveLength(14)
    expect(lines.at(-1)).toBe(',合计,,,178.90,161.97,16.93')
  })

  test('as Markdown, of a named version', async () => {
    const { code, stdout } = await yimen(
      'budget',
      'tables',
      ...BUDGET,
      '--version',
      'initial',
      '--table',
      '11',
      '--format',
      'md',
    )
    expect(code).toBe(0)
    expect(stdout).toContain(
      '| 特定目标类 | 410324230000000018794 | 栾川县新行政服务中心装修工程 |',
    )
  })

  test.each([
    [['budget', 'tables', ...BUDGET, '--table', '14'], '没有表 14'],
    [['budget', 'tables', '--county', '410324', '--year', '1899', '--department', '130'], '1950'],
    [['budget', 'tables', '--county', '410324', '--year', '2023', '--department', '131'], '131'],
    [['budget', 'tables', ...BUDGET, '--version', 'adjustment-1'], 'initial'],
    [['budget', 'tables', ...BUDGET, '--version', '最终'], '--version'],
    [['budget', 'tables', ...BUDGET, '--format', 'pdf'], 'json'],
    [['budget', 'tables', '--county', 'abc', '--year', '2023', '--department', '130'], '--county'],
    [['budget', 'tables', ...BUDGET, '--colour', 'red'], '--colour'],
    [
      [
        'budget',
        'figure',
        ...BUDGET,
        '--table',
        '3',
        '--row',
        'total',
        '--column',
        'capital_spending',
      ],
      '没有金额',
    ],
    [['budget'], '应是'],
    [['nothing'], 'nothing'],
  ])('%j is wrong use: exit 2 and a sentence', async (args, words) => {
    const { code, stdout, stderr } = await yimen(...args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(words)
    expect(stderr).not.toMatch(/\bat .*\.ts:/)
  })
})

describe('budget figure', () => {
  test('the lines behind a cell', async () => {
    const { code, stdout } = await yimen(
      'budget',
      'figure',
      ...BUDGET,
      '--table',
      '3',
      '--row',
      'total',
      '--column',
      'other_running',
    )
    expect(code).toBe(0)
    const figure = JSON.parse(stdout) as {
      amount: string
      amount_yuan: string
      lines: { amount_yuan: string }[]
    }
    expect(figure).toMatchObject({ amount: '302.04', amount_yuan: '3020400.00', line_count: 10 })
    expect(figure.lines.reduce((sum, line) => sum + Number(line.amount_yuan), 0)).toBe(3_020_400)
  })
})

describe('budget load', () => {
  test('again has no effect; a folder that does not add up is refused by file, row and column, exit 1', async () => {
    const again = await yimen('budget', 'load', 'data/budgets/410324-130-2023')
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('没有改动')])

    const folder = join(dataDir, 'folder')
    await cp('data/budgets/410324-130-2023', folder, { recursive: true })
    const lines = await readFile(join(folder, 'lines.csv'), 'utf8')
    await writeFile(join(folder, 'lines.csv'), lines.replace('660300.00', '1e309'))
    const bad = await yimen('budget', 'load', folder)
    expect(bad.code).toBe(1)
    expect(bad.stderr).toMatch(/错误 {2}lines\.csv 第 2 行 amount_yuan 列：“1e309”/)

    await writeFile(join(folder, 'lines.csv'), lines.replace('660300.00', '660300.01'))
    const off = await yimen('budget', 'load', folder)
    expect(off.code).toBe(1)
    expect(off.stderr).toContain('相差 0.01 元')

    const frozen = await yimen('budget', 'load', await withTotal(folder, '5959400.01'))
    expect(frozen.code).toBe(2)
    expect(frozen.stderr).toContain('adjustment-1')
  })

  test('a folder that is not there', async () => {
    expect(await yimen('budget', 'load', join(dataDir, 'none'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('none'),
    })
  })
})

describe('chain, county file and backup', () => {
  test('a head is written down, and the chain passes through it', async () => {
    const { stdout } = await yimen('audit', 'head')
    expect(stdout).toMatch(/^4-[0-9a-f]{64}\n$/)
    const plain = await yimen('audit', 'verify')
    expect([plain.code, plain.stdout]).toEqual([
      0,
      expect.stringContaining('没有给出外面保存的链头'),
    ])
    const kept = await yimen('audit', 'verify', '--county', '410324', '--head', stdout.trim())
    expect(kept.code).toBe(0)
    expect(kept.stdout).toContain(`与外面保存的链头一致：${stdout.trim()}`)
    expect(kept.stdout).toContain('已批复的预算与链上一致：1 版')
  })

  test('a head that is not on the way is named, exit 1; one that is none, exit 2', async () => {
    const other = await yimen('audit', 'verify', '--head', `2-${'a'.repeat(64)}`)
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('断在第 2 条')])
    const beyond = await yimen('audit', 'verify', '--head', `9-${'a'.repeat(64)}`)
    expect([beyond.code, beyond.stderr]).toEqual([
      1,
      expect.stringContaining('第 5 条：从这一条起被截掉了'),
    ])
    expect((await yimen('audit', 'verify', '--head', 'abc')).code).toBe(2)
    const none = await yimen('audit', 'head', '--county', '990009')
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('还没有记录')])
  })

  test('a county goes out once under a name, and does not come in where it is', async () => {
    const file = join(dataDir, 'county.zip')
    const out = await yimen('county', 'export', '410324', file)
    expect([out.code, out.stdout]).toEqual([0, expect.stringContaining('verify.py')])
    expect((await yimen('county', 'export', '410324', file)).code).toBe(2)
    const back = await yimen('county', 'import', file)
    expect([back.code, back.stderr]).toEqual([2, expect.stringContaining('已经有 410324 的数据')])
    const wrong = await yimen('restore', file)
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('这里要的是备份')])
  })

  test('backup and restore say what they did', async () => {
    const file = join(dataDir, 'backup.zip')
    const out = await yimen('backup', file)
    expect([out.code, out.stdout]).toEqual([
      0,
      expect.stringMatching(/已备份到 .* 行，0 个文件。\n410324 的链头 4-/),
    ])
    const back = await yimen('restore', file)
    expect([back.code, back.stderr]).toEqual([2, expect.stringContaining('没有覆盖')])
    expect(back.stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('the rest', () => {
  test('help, list, db status, a code on two days', async () => {
    expect((await yimen('--help')).stdout).toContain('yimen budget tables')
    expect((await yimen('budget', 'list', '--county', '410324')).stdout).toContain('2023\t130\t')
    expect((await yimen('db', 'status')).stdout).toMatch(/0003_budget\.sql\t\d{4}-/)
    expect((await yimen('catalogue', 'show', '30311', '--day', '2017-05-01')).stdout).toContain(
      '住房公积金',
    )
    expect((await yimen('catalogue', 'show', '30311', '--day', '2023-05-01')).stdout).toContain(
      '代缴社会保险费',
    )
  })

  test('a demonstration that an older release loaded in other words stays, and nothing stops', async () => {
    const cluster = await joinCluster({ dataDir })
    const { host, port, adminUser: user } = cluster
    const client = new pg.Client({ host, port, user, database: 'yimen' })
    await client.connect()
    const { rowCount } = await client.query("update budget.version set content_hash = 'older'")
    await client.end()
    await cluster.leave()
    expect(rowCount).toBe(1)
    const listed = await yimen('budget', 'list', '--county', '410324')
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining('2023\t130\t')])
  })

  test('a catalogue is shown before it is taken', async () => {
    const shown = await yimen('catalogue', 'import', 'data/classification/2023')
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('还没有装入')])
  })
})

async function withTotal(folder: string, total: string): Promise<string> {
  const path = join(folder, 'budget.json')
  await writeFile(path, (await readFile(path, 'utf8')).replace('5959400.00', total))
  return folder
}
