import { type Fen, fen, printWan, readYuan } from '../../../kernel/money.ts'
import { foldText } from './search-entry.ts'

/** What a person typed, read: one or more ways to understand it; the first that finds is meant. */
export type SearchQuestion =
  | { readonly state: 'empty' }
  | { readonly state: 'refused'; readonly sentence: string }
  | { readonly state: 'asked'; readonly readings: readonly Reading[] }

export type Reading =
  /** All of the terms must occur; `whole` ranks. */
  | { readonly by: 'words'; readonly whole: string; readonly terms: readonly string[] }
  /** Any of the printed amounts; `sentence` says how the text was understood, if that needs saying. */
  | { readonly by: 'amount'; readonly amounts: readonly string[]; readonly sentence: string | null }

const LONGEST = 40

export function readQuestion(text: string): SearchQuestion {
  const typed = text.normalize('NFKC').trim()
  if (typed === '') return { state: 'empty' }
  if ([...typed].length > LONGEST) {
    return {
      state: 'refused',
      sentence: `写得太长了，最多 ${LONGEST} 个字。请只写最要紧的几个字。`,
    }
  }
  const amounts = readAmounts(typed.replace(/\s+/g, ''))
  const isNumberOfOtherForm = amounts.length > 0 && !/^\d+$/.test(typed)
  if (isNumberOfOtherForm) return { state: 'asked', readings: amounts }
  const terms = typed
    .split(/\s+/)
    .map(foldText)
    .filter((term) => term !== '')
  const whole = terms.join('')
  if (!/\p{Script=Han}/u.test(whole) && [...whole].length < 2) {
    return { state: 'refused', sentence: '写得太短了，至少写一个汉字，或两个字母、数字。' }
  }
  return { state: 'asked', readings: [{ by: 'words', whole, terms }, ...amounts] }
}

const AMOUNT = /^[¥]?([-−–]?)(\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(\d{1,6}))?(万元|万|元)?$/

/**
 * A number without a unit may be 万元, as the tables print it, or yuan, as lines and accounts do:
 * decimals speak for the former, separators and bare digits for the latter.
 */
function readAmounts(text: string): Reading[] {
  const [, sign = '', digits, decimals = '', unit] = AMOUNT.exec(text) ?? []
  if (digits === undefined) return []
  const minus = sign === '' ? '' : '-'
  const whole = digits.replaceAll(',', '')
  const inWan = wanReading(minus, whole, decimals)
  const inYuan = yuanReading(minus + whole + (decimals === '' ? '' : `.${decimals}`))
  if (unit === '元') return inYuan
  // less than 1 万元 says little once it is rounded: 0.01 stands in many cells
  if (unit !== undefined || Number(whole) < 10_000) return inWan
  return decimals !== '' && !digits.includes(',') ? [...inWan, ...inYuan] : [...inYuan, ...inWan]
}

function yuanReading(text: string): Reading[] {
  const amount = readYuan(text)
  if (!amount.ok) return []
  const printed = printWan(amount.fen)
  return [{ by: 'amount', amounts: [printed], sentence: `按元算，合 ${printed} 万元。` }]
}

/** What is typed with fewer places than are printed finds all that round to it: 595.9 finds 595.94. */
function wanReading(minus: string, whole: string, decimals: string): Reading[] {
  if (decimals.length > 2) {
    const exact = Number(whole + decimals.padEnd(6, '0'))
    if (!Number.isSafeInteger(exact)) return []
    return [amountReading([printWan(fen(minus ? -exact : exact))], null)]
  }
  const step = 10 ** (2 - decimals.length)
  const typed = Number(whole + decimals) * step
  const least = Math.max(0, typed - step / 2)
  const amounts: string[] = []
  for (let hundreds = Math.ceil(least); hundreds < typed + Math.max(1, step / 2); hundreds++) {
    const amount = hundreds * FEN_PER_PRINTED_PLACE
    if (!Number.isSafeInteger(amount)) return []
    amounts.push(printWan((minus ? -amount : amount) as Fen))
  }
  return [amountReading(amounts, step === 1 ? null : '四舍五入后是这个数的都在下面。')]
}

const FEN_PER_PRINTED_PLACE = 10_000

function amountReading(amounts: readonly string[], sentence: string | null): Reading {
  return { by: 'amount', amounts, sentence }
}
