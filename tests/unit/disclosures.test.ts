import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { draw, readNames } from '../../scripts/bench/check.ts'
import { type Block, cell, type Paper } from '../../scripts/bench/disclosures/document.ts'
import { fixturePaper } from '../../scripts/bench/disclosures/fixture-paper.ts'
import { plant } from '../../scripts/bench/disclosures/plant.ts'
import { chanceOf } from '../../scripts/bench/disclosures/random.ts'
import { FORMATS, writePaper } from '../../scripts/bench/disclosures/write-paper.ts'
import {
  type CheckedDocument,
  checkDisclosure,
  checkGroup,
  openCodeBook,
  parseLocalRules,
  readApproved,
  readBytes,
} from '../../src/modules/disclosure/index.ts'

const codes = await openCodeBook('data/classification/2023')
const names = await readNames()

async function check(bytes: Uint8Array, more: object = {}): Promise<CheckedDocument> {
  return checkDisclosure(await readBytes(bytes), { codes, ...more })
}

const SOURCE = 'tests/fixtures/disclosure/luanchuan-2023.txt'

/**
 * A sheet a table, with the lines above it, as offices keep it: a part of a table that the text's
 * page end cut off goes on in the same sheet.
 */
function inSheets({ layout, blocks }: Paper): Paper {
  const out: Block[] = []
  let held: string[] = []
  for (const block of blocks) {
    if (block.kind === 'text') {
      held.push(block.text)
      continue
    }
    const last = out.at(-1)
    const table = last?.kind === 'table' ? last : undefined
    const title = held.findLastIndex((text) => text.endsWith('表'))
    const before = title < 0 && table ? held : held.slice(0, Math.max(0, title))
    if (table) table.body.push(...before.map((text) => [cell(text)]))
    else out.push(...before.map((text): Block => ({ kind: 'text', text })))
    if (title < 0 && table) table.body.push(...block.body)
    else {
      const above = held.slice(Math.max(0, title)).map((text) => [cell(text)])
      out.push({ ...block, body: [...above, ...block.body] })
    }
    held = []
  }
  return { layout, blocks: out }
}

function asMarkdown({ blocks }: Paper): string {
  return blocks
    .map((block) => {
      if (block.kind === 'text') return `${block.text}\n`
      const lines = block.body.map((row) => `| ${row.map(({ text }) => text).join(' | ')} |`)
      const rule = `|${' --- |'.repeat(block.body[0]?.length ?? 1)}`
      return `${[lines[0], rule, ...lines.slice(1)].join('\n')}\n`
    })
    .join('\n')
}

describe('the budget of 2023 in every format', () => {
  const forms: readonly (readonly [name: string, write: (paper: Paper) => Uint8Array])[] = [
    ['docx', (paper) => writePaper(paper, 'docx', chanceOf(1))],
    ['html', (paper) => writePaper(paper, 'html', chanceOf(1))],
    ['xlsx', (paper) => writePaper(inSheets(paper), 'xlsx', chanceOf(1))],
    ['xls', (paper) => writePaper(inSheets(paper), 'xls', chanceOf(1))],
    ['md', (paper) => new TextEncoder().encode(asMarkdown(paper))],
    [
      'doc, written by LibreOffice',
      () => gunzipSync(readFileSync('tests/fixtures/disclosure/formats/luanchuan-2023.doc.gz')),
    ],
  ]

  test.each(forms)('%s gives the same findings as text', async (_, write) => {
    const told = ({ findings }: CheckedDocument): string[] =>
      findings
        .map(({ code, severity, stated, expected, places }) =>
          [
            code,
            severity,
            stated,
            expected,
            ...new Set(places.map(({ table }) => table ?? 'text')),
            places.length,
          ].join(' '),
        )
        .sort()
    const text = await check(readFileSync(SOURCE))
    expect(told(await check(write(await fixturePaper())))).toEqual(told(text))
  })
})

describe('made-up disclosures', () => {
  const papers = [0, 1, 2, 3, 4, 5].map((at) => draw(at, chanceOf(500 + at), names))

  test.each(FORMATS)('correct ones bear no error in %s', async (format) => {
    for (const paper of papers) {
      const { findings, tables } = await check(writePaper(paper, format, chanceOf(9)))
      expect(
        findings
          .filter(({ severity }) => severity === 'error')
          .map(({ message }) => `${paper.layout} ${message}`),
      ).toEqual([])
      expect(tables.filter(({ kind }) => kind === 'other')).toEqual([])
    }
  })

  test.each(FORMATS)(
    'a digit changed in a table is found, with its place, in %s',
    async (format) => {
      for (const [at, paper] of papers.entries()) {
        const changed = plant(paper, 'table digit', chanceOf(at))
        expect(changed).toBeDefined()
        if (!changed) continue
        const { findings } = await check(writePaper(changed.paper, format, chanceOf(9)))
        const places = findings.flatMap((finding) => finding.places)
        expect(
          places.some(
            ({ table, text }) =>
              table === changed.planted.table && Number(text) === Number(changed.planted.text),
          ),
        ).toBe(true)
      }
    },
  )

  test('a falsehood told alike everywhere is seen only against the approved figures', async () => {
    const [paper] = papers
    if (!paper) throw new Error('no paper')
    const approved = readApproved(await readBytes(writePaper(paper, 'xlsx', chanceOf(9))))
    const same = await check(writePaper(paper, 'docx', chanceOf(9)), { approved })
    expect(same.findings.filter(({ code }) => code === 'disclosure.differs_from_approved')).toEqual(
      [],
    )
    const other = draw(0, chanceOf(777), names)
    const foreign = await check(writePaper(other, 'docx', chanceOf(9)), { approved })
    expect(foreign.findings.some(({ code }) => code === 'disclosure.differs_from_approved')).toBe(
      true,
    )
  })

  test('a year that implies another last year than was published is told', async () => {
    const [paper] = papers
    if (!paper) throw new Error('no paper')
    const now = await check(writePaper(paper, 'txt', chanceOf(9)))
    const before = { ...now, year: (now.year ?? 0) - 1 }
    const found = checkGroup([
      { file: 'now', document: now },
      { file: 'before', document: before },
    ])
    expect(found.some(({ code }) => code === 'disclosure.differs_from_last_year')).toBe(true)
    expect(checkGroup([{ file: 'now', document: now }])).toEqual([])
  })
})

describe('rules of a province', () => {
  test('add, silence and weigh', async () => {
    const local = parseLocalRules(
      JSON.stringify({
        name: '示例省',
        requiredTables: ['procurement'],
        off: ['disclosure.slip'],
        severity: { 'disclosure.unit_missing': 'error' },
        rules: [
          {
            code: 'sample.thrift',
            title: '说明过紧日子',
            message: '请说明落实过紧日子要求的情况。',
            mustSay: '过紧日子',
          },
        ],
      }),
    )
    if (!('rules' in local)) throw new Error(local.join())
    const { findings, rules } = await check(
      readFileSync('tests/fixtures/disclosure/luanchuan-2023.txt'),
      { local },
    )
    expect(rules.some(({ code }) => code === 'disclosure.slip')).toBe(false)
    expect(
      findings
        .filter(({ code }) => code === 'disclosure.unit_missing')
        .map(({ severity }) => severity),
    ).toEqual(['error', 'error', 'error'])
    expect(findings.some(({ code }) => code === 'sample.thrift')).toBe(true)
    expect(
      findings.some(
        ({ code, expected }) =>
          code === 'disclosure.table_missing' && expected === '政府采购预算表',
      ),
    ).toBe(true)
  })

  test('say what is wrong with the file', () => {
    expect(parseLocalRules('{')).toEqual(['不是 JSON。'])
    expect(parseLocalRules('{"rule":[]}')).toEqual([
      '不认识“rule”。应是 name、requiredTables、off、severity、rules。',
    ])
    expect(parseLocalRules('{"rules":[{"code":"x"}]}')).toHaveLength(1)
  })
})
