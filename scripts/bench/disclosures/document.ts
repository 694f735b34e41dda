/** A document before it is written in some format. */
export interface Cell {
  text: string
  readonly colSpan: number
  readonly rowSpan: number
  readonly isAmount: boolean
}

export interface TableBlock {
  readonly kind: 'table'
  readonly title: string
  unit: string
  readonly office: string
  readonly heading: readonly (readonly Cell[])[]
  readonly body: Cell[][]
  readonly note: string
}

export interface TextBlock {
  readonly kind: 'text'
  text: string
}

export type Block = TableBlock | TextBlock

export interface Paper {
  readonly layout: string
  readonly blocks: Block[]
}

export function cell(text: string, colSpan = 1, rowSpan = 1): Cell {
  return { text, colSpan, rowSpan, isAmount: false }
}

export function money(text: string): Cell {
  return { text, colSpan: 1, rowSpan: 1, isAmount: true }
}
