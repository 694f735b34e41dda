import { describe, expect, test } from 'vitest'
import { foldText, searchWords } from './search-entry.ts'
import { readQuestion } from './search-question.ts'
import { loadSpelling } from './spell-name.ts'

/** The ways in which a text is understood, in order: words, or printed amounts. */
function readingsOf(text: string): (string | readonly string[])[] {
  const question = readQuestion(text)
  if (question.state !== 'asked') throw new Error(question.state)
  return question.readings.map((reading) =>
    reading.by === 'words' ? reading.terms.join(' ') : reading.amounts,
  )
}

describe('an amount', () => {
  test.each([
    ['595.94', [['595.94']]],
    [' 595.94 ', [['595.94']]],
    ['595.94万元', [['595.94']]],
    ['595.94 万', [['595.94']]],
    ['５９５．９４', [['595.94']]],
    // half a fen of the last printed place goes up, as it is printed: 595.935 万元 = 5,959,350 元
    ['595.935', [['595.94']]],
    ['5,959,400', [['595.94'], expect.any(Array)]],
    ['¥5,959,400.00', [['595.94'], ['5959400.00']]],
    ['5959400元', [['595.94']]],
    ['5959400', ['5959400', ['595.94'], expect.any(Array)]],
    ['-12.50', [['-12.50']]],
    ['−12.50', [['-12.50']]],
    ['59.40元', [['0.01']]],
    ['12345.67', [['12345.67'], ['1.23']]],
  ])('%s', (text, readings) => {
    expect(readingsOf(text)).toEqual(readings)
  })

  test('with fewer places than are printed means all that round to it', () => {
    const one = ['595.85', '595.86', '595.87', '595.88', '595.89']
    const two = ['595.90', '595.91', '595.92', '595.93', '595.94']
    expect(readingsOf('595.9万元')).toEqual([[...one, ...two]])
    const [whole = []] = readingsOf('596万元')
    expect([whole[0], whole.at(-1), whole.length]).toEqual(['595.50', '596.49', 100])
    expect(readingsOf('0.0万元')).toEqual([['0.00', '0.01', '0.02', '0.03', '0.04']])
  })
})

describe('words', () => {
  test.each([
    ['午餐', ['午餐']],
    ['VPN　专网', ['vpn 专网']],
    ['“三公”经费', ['三公经费']],
    ['100%', ['100']],
    ['<script>', ['script']],
    ["o'x", ['ox']],
    ['30299', ['30299', expect.any(Array), expect.any(Array)]],
    ['12345678901234', ['12345678901234']],
  ])('%s', (text, readings) => {
    expect(readingsOf(text)).toEqual(readings)
  })

  test.each(['', ' ', '　'])('nothing was asked by “%s”', (text) => {
    expect(readQuestion(text)).toEqual({ state: 'empty' })
  })

  test.each(['a', '5', '%', '_', "'", '\\', '%_%', '\0', '\uD800'])('%j is too short', (text) => {
    expect(readQuestion(text)).toMatchObject({
      state: 'refused',
      sentence: expect.stringContaining('太短'),
    })
  })

  test('forty signs are read, one more is not', () => {
    expect(readQuestion('政'.repeat(40)).state).toBe('asked')
    expect(readQuestion('政'.repeat(41))).toMatchObject({
      state: 'refused',
      sentence: expect.stringContaining('40'),
    })
  })
})

test('texts are compared by their letters and digits', () => {
  expect(foldText('（2022年 结转）“Ａ_%\n')).toBe('2022年结转a')
  expect(searchWords(['办公 费', '办公费', '“”', '30201'])).toBe('办公费\n30201')
})

test('a name is spelt in full and by initials, with what is not Chinese in its place', async () => {
  const spellName = await loadSpelling()
  expect(spellName('午餐补助')).toEqual(['wucanbuzhu', 'wcbz'])
  expect(spellName('110VPN专网')).toEqual(['110VPNzhuanwang', '110VPNzw'])
  // characters with two readings, and ü as it is typed
  expect(spellName('银行行政会计')).toEqual(['yinhangxingzhengkuaiji', 'yhxzkj'])
  expect(spellName('绿化')).toEqual(['lvhua', 'lh'])
  expect(spellName('VPN 110')).toEqual([])
})
