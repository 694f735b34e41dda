/** How a number of a workbook is shown; read from the code of its format. */
export interface NumberFormat {
  /** Places after the point; undefined where the number is shown as it is. */
  readonly decimals: number | undefined
  /** Fewest digits before the point: a code 0101 may be the number 101. */
  readonly digits: number
  readonly isPercent: boolean
  /** What is shown is the number divided by this: people keep yuan and show 万元. */
  readonly divisor: number
  /** The parts of a date in the order of the format; undefined for numbers. */
  readonly date: string | undefined
}

const GENERAL: NumberFormat = {
  decimals: undefined,
  digits: 1,
  isPercent: false,
  divisor: 1,
  date: undefined,
}

/** Codes of the formats that workbooks name by number only. */
export const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  14: 'yyyy-m-d',
  15: 'yyyy-m-d',
  16: 'm-d',
  17: 'yyyy-m',
  22: 'yyyy-m-d',
  27: 'yyyy年m月',
  28: 'm月d日',
  29: 'm月d日',
  30: 'm-d',
  31: 'yyyy年m月d日',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  43: '#,##0.00',
  44: '#,##0.00',
  57: 'yyyy年m月',
  58: 'm月d日',
}

const known = new Map<string, NumberFormat>()

export function readFormat(code: string): NumberFormat {
  const before = known.get(code)
  if (before) return before
  const made = parseFormat(code)
  if (known.size < 1_000) known.set(code, made)
  return made
}

function parseFormat(code: string): NumberFormat {
  const first = code.split(';')[0] ?? ''
  const words = first.replace(/\[[^\]]*\]|[_*]./g, '')
  const plain = words.replace(/"[^"]*"|[\\!]./g, '')
  if (/[ymd]/i.test(plain) && !/[0#]/.test(plain)) {
    const date = words.replace(/["\\]/g, '').toLowerCase()
    // the short date of the reader's country, kept as the American one
    return { ...GENERAL, date: /^m+\/d+\/y+/.test(date) ? 'yyyy-m-d' : date }
  }
  if (!/[0#]/.test(plain) || /[hs?/]/i.test(plain)) return GENERAL
  const thousands = 1_000 ** (/[0#](,+)(?=[^0#,.]|$)/.exec(plain)?.[1]?.length ?? 0)
  // 0!.0, shows 12345 yuan as 1.2: the point is a word between two digits
  const wan = /[!\\"]\."?(0+)/.exec(words)?.[1]?.length
  return {
    decimals: wan ?? /0\.(0+)/.exec(plain)?.[1]?.length ?? 0,
    digits: wan
      ? 1
      : (/0+(?=[^0]|$)/.exec(plain.replace(/,/g, '').split('.')[0] ?? '')?.[0].length ?? 1),
    isPercent: plain.includes('%'),
    divisor: thousands * 10 ** (wan ?? 0),
    date: undefined,
  }
}

/** The number as the sheet shows it; binary fractions of a general format are rounded away. */
export function showNumber(number: number, format: NumberFormat, raw: string): string {
  const { decimals, digits, isPercent, divisor, date } = format
  if (date !== undefined) return showDate(number, date) ?? raw.trim()
  if (isPercent) return `${roundHalfUp(number * 100, decimals ?? 0)}%`
  if (divisor !== 1) return roundHalfUp(number / divisor, decimals ?? 0)
  // long whole numbers are codes: as typed
  if (Number.isInteger(number) && /^\d+$/.test(raw.trim())) {
    const typed = raw.trim()
    return decimals !== undefined && decimals > 0 && typed.length < 12
      ? number.toFixed(decimals)
      : typed.padStart(digits, '0')
  }
  if (decimals !== undefined && decimals > 0) return roundHalfUp(number, decimals)
  if (decimals === 0 && Math.abs(number) >= 1) return roundHalfUp(number, 0)
  return String(Number(number.toFixed(6)))
}

function roundHalfUp(number: number, decimals: number): string {
  const shifted = Number(`${Math.abs(number).toPrecision(15)}e${decimals}`)
  if (!Number.isFinite(shifted)) return number.toFixed(decimals)
  const text = (Math.floor(shifted + 0.5) / 10 ** decimals).toFixed(decimals)
  return number < 0 && Number(text) !== 0 ? `-${text}` : text
}

const DAY = 86_400_000
/** Day 0 of workbooks, so that days after February 1900 are right. */
const EPOCH = Date.UTC(1899, 11, 30)
const LAST_DAY = 2_958_465

/** A date as the format orders it; hours are left out. */
function showDate(days: number, format: string): string | undefined {
  if (!(days >= 1 && days <= LAST_DAY)) return undefined
  const date = new Date(EPOCH + Math.floor(days) * DAY)
  const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
  return format
    .replace(/\s*[hs].*$|[ap]m\/.*$|a+/g, '')
    .replace(/y+|m+|d+/g, (mark) => {
      const value = String(parts['ymd'.indexOf(mark.charAt(0))] ?? '')
      return mark === 'yy' ? value.slice(2) : mark.length === 2 ? value.padStart(2, '0') : value
    })
    .replace(/[;@]/g, '')
    .trim()
}
