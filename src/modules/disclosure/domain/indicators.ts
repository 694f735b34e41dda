import { type Printed, readNumber, toPrinted } from './amount.ts'
import { type Cell, fold } from './document.ts'
import type { Table } from './frame-tables.ts'
import type { Figure } from './rows.ts'

export type IndicatorKind = 'cost' | 'output' | 'benefit' | 'satisfaction' | 'other'

export interface Indicator {
  readonly kind: IndicatorKind
  readonly name: string
  readonly value: string
  readonly nameCell: Cell | undefined
  readonly valueCell: Cell | undefined
}

const KINDS: readonly (readonly [IndicatorKind, RegExp])[] = [
  ['cost', /成本/],
  ['satisfaction', /满意/],
  ['output', /产出|数量|质量|时效/],
  ['benefit', /效益/],
]

/** As two cells print it, under or behind words that name its kind. */
export function toIndicator(
  words: string,
  nameCell: Cell | undefined,
  valueCell: Cell | undefined,
): Indicator {
  return {
    kind: KINDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other',
    name: (nameCell?.text ?? '').trim(),
    value: (valueCell?.text ?? '').trim(),
    nameCell,
    valueCell,
  }
}

export function figureAt(
  table: Table,
  cell: Cell | undefined,
  unit: Parameters<typeof toPrinted>[1],
): Figure | undefined {
  const number = cell && readNumber(cell.text)
  if (!cell || !number) return undefined
  return {
    table: table.number,
    row: cell.row,
    column: cell.column,
    line: cell.line,
    text: cell.text.trim(),
    printed: toPrinted(number, unit),
  }
}

/** Money that an indicator names: 40万, 2.5万元, 20元. */
export function moneyIn(
  text: string,
): (Printed & { readonly unit: string; readonly text: string }) | undefined {
  const match = /(\d+(?:\.\d+)?)\s*(亿元|万元|万|千元|元)/.exec(fold(text))
  if (!match?.[1] || !match[2]) return undefined
  const unit = match[2] === '万' ? '万元' : match[2]
  return {
    ...toPrinted(
      { value: Number(match[1]), decimals: match[1].split('.')[1]?.length ?? 0, unit: null },
      unit as '元',
    ),
    unit,
    text: match[0],
  }
}
