import { readNumber, toPrinted } from './amount.ts'
import type { Cell } from './document.ts'
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

/** The kind that the words above or before an indicator name. */
export function kindOfIndicator(words: string): IndicatorKind {
  return KINDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other'
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
