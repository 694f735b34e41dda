import { readFileSync } from 'node:fs'
import { write } from '@e965/xlsx'
import { describe, expect, test } from 'vitest'
import { Unreadable } from './limits.ts'
import { readBytes } from './read-bytes.ts'

const FOLDER = 'tests/fixtures/disclosure/formats'
const rows = Array.from({ length: 40 }, (_, row) => [`2010${row}`, '行政运行', row * 1.01])
const sheet = {
  '!ref': 'A1:C40',
  ...Object.fromEntries(
    rows.flatMap((row, at) =>
      row.map((v, column) => [
        `${'ABC'.charAt(column)}${at + 1}`,
        typeof v === 'number' ? { t: 'n', v, z: '0.00' } : { t: 's', v },
      ]),
    ),
  ),
}
const workbook = { SheetNames: ['表'], Sheets: { 表: sheet } }
const as = (bookType: 'biff8' | 'biff5' | 'xlml' | 'xlsx'): Uint8Array =>
  new Uint8Array(write(workbook, { type: 'array', bookType }))

const SAMPLES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['doc', new Uint8Array(readFileSync(`${FOLDER}/marks.doc`))],
  ['rtf', new Uint8Array(readFileSync(`${FOLDER}/marks.rtf`))],
  ['docx', new Uint8Array(readFileSync(`${FOLDER}/marks.docx`))],
  ['xls', as('biff8')],
  ['xls of Excel 95', as('biff5')],
  ['xlsx', as('xlsx')],
  ['xml of Excel 2003', as('xlml')],
]

/** The same numbers for the same seed (mulberry32). */
function numbersOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

const SEED = 20_261_130
const ROUNDS = Number(process.env.BROKEN_FILES ?? 60)

describe('a broken file is read in part or refused by name, never a bug', () => {
  test.each(SAMPLES)('%s, cut anywhere', async (_, bytes) => {
    const next = numbersOf(SEED)
    for (let round = 0; round < ROUNDS; round++)
      await expectAnswer(bytes.subarray(0, next(bytes.length)))
  })

  test.each(SAMPLES)('%s, bytes changed', async (_, bytes) => {
    const next = numbersOf(SEED + 1)
    for (let round = 0; round < ROUNDS; round++) {
      const broken = bytes.slice()
      const count = 1 + next(20)
      // numbers that steer stand near one another: half of the damage is together
      const near = next(bytes.length)
      for (let at = 0; at < count; at++) {
        const place =
          at % 2 === 0 ? next(bytes.length) : Math.min(bytes.length - 1, near + next(64))
        broken[place] = [0, 1, 0x7f, 0x80, 0xff, next(256)][next(6)] ?? 0
      }
      await expectAnswer(broken)
    }
  })
})

async function expectAnswer(bytes: Uint8Array): Promise<void> {
  try {
    const { blocks } = await readBytes(bytes)
    expect(Array.isArray(blocks)).toBe(true)
  } catch (error) {
    expect(error).toBeInstanceOf(Unreadable)
    if (error instanceof Unreadable) expect(error.message).toMatch(/[。]$/)
  }
}
