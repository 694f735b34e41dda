import { describe, expect, test } from 'vitest'
import { checkDisclosure, readBytes } from '../index.ts'

/** A sentence that never ends: `count` times the same words after a total. */
async function documentOf(count: number, words: (at: number) => string) {
  const sentence = Array.from({ length: count }, (_, at) => words(at)).join('')
  const text = `2023年某县司法局部门预算\n\n一、收入支出预算总体情况说明\n\n2023年支出总计10000万元${sentence}。\n`
  return await readBytes(new TextEncoder().encode(text))
}

/** Processor time in microseconds, the least of three runs. */
function costOf(run: () => unknown): number {
  const costs = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    run()
    return process.cpuUsage(before).user
  })
  return Math.min(...costs)
}

const ENDLESS: Readonly<Record<string, (at: number) => string>> = {
  'lists in a row': (at) => `，其中：甲${at}支出1万元、乙${at}支出2万元`,
  'lists in lists': (at) => `(其中：甲${at}支出1万元、乙${at}支出2万元`,
  'lists that end': (at) => `；其中：甲${at}支出1万元、乙${at}支出2万元`,
  'shares and comparisons': (at) => `，其中：甲${at}支出1万元占1%，比上年增加2万元，增长3%`,
  'parentheses in parentheses': (at) => `${'('.repeat(9)}甲${at}支出1万元${')'.repeat(9)}`,
}

describe('a sentence of thousands of lists', () => {
  test.each(Object.entries(ENDLESS))('costs no square of its length: %s', async (_, words) => {
    const [few, many] = [await documentOf(600, words), await documentOf(4800, words)]
    checkDisclosure(few, { codes: undefined })
    const ratio =
      costOf(() => checkDisclosure(many, { codes: undefined })) /
      costOf(() => checkDisclosure(few, { codes: undefined }))
    // eight times as long: eight times the work, where it was sixty-four before
    expect(ratio).toBeLessThan(20)
  })

  test('is said to have been read in pieces', async () => {
    const codes = async (count: number): Promise<string[]> =>
      checkDisclosure(await documentOf(count, (at) => `，甲${at}支出1万元`), {
        codes: undefined,
      }).findings.map(({ code }) => code)
    expect(await codes(20)).not.toContain('disclosure.sentence_too_long')
    expect(await codes(600)).toContain('disclosure.sentence_too_long')
  })
})
