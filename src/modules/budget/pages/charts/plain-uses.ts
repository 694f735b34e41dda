import type { Fen } from '../../../../kernel/money.ts'
import {
  FIGURE_OF_KIND,
  KINDS,
  PLAIN_KINDS,
  type PlainKind,
  sumOf,
  useFigure,
} from '../../domain/facts.ts'
import { FUNDS } from '../../domain/labels.ts'
import type { Overview } from '../../domain/overview.ts'

/** An amount in a picture: what it is called, and the address inside the edition that opens it. */
export interface PlainAmount {
  readonly label: string
  readonly fen: Fen
  readonly figure: string
}

export interface PlainUse extends PlainAmount {
  readonly kind: PlainKind
  /** What it is made of, largest first: projects, or what basic money buys. */
  readonly parts: readonly PlainAmount[]
}

/** What the money is planned for, by kind; of amounts that are nothing or less no picture is made. */
export function usesOf(overview: Overview): PlainUse[] {
  return KINDS.flatMap((kind) => {
    const fen = sumOf(overview, (group) => group.kind === kind)
    if (fen === null || fen <= 0) return []
    return [
      {
        kind,
        label: PLAIN_KINDS[kind],
        fen,
        figure: FIGURE_OF_KIND[kind],
        parts: partsOf(overview, kind),
      },
    ]
  })
}

function partsOf(overview: Overview, kind: PlainKind): PlainAmount[] {
  const amounts = new Map<string, PlainAmount>()
  for (const group of overview.groups) {
    if (group.kind !== kind) continue
    const { project, deptEconomic } = group
    const figure = project
      ? `table-11/${project}/total`
      : deptEconomic
        ? useFigure(kind, deptEconomic)
        : FIGURE_OF_KIND[kind]
    const label = project
      ? (overview.projects.find(({ code }) => code === project)?.name ?? project)
      : deptEconomic
        ? (overview.economicNames.get(deptEconomic) ?? deptEconomic)
        : PLAIN_KINDS[kind]
    const before = amounts.get(figure)?.fen ?? 0
    amounts.set(figure, { label, figure, fen: (before + group.fen) as Fen })
  }
  return [...amounts.values()].filter(({ fen }) => fen > 0).sort((a, b) => b.fen - a.fen)
}

/** Rows of table 1 that income of the year stands in, by fund; its first row has two codes. */
const INCOME_ROWS: readonly { readonly funds: readonly string[]; readonly row: string }[] = [
  { funds: ['0101', '010101', '010102'], row: '0101' },
  ...['0102', '0103', '02', '0301', '0302', '0303', '0304', '0305'].map((fund) => ({
    funds: [fund],
    row: fund,
  })),
]

/** Where the money comes from: this year's by fund, then what was carried over. */
export interface PlainSource extends PlainAmount {
  readonly passes: (group: Overview['groups'][number]) => boolean
}

export function sourcesOf(overview: Overview): PlainSource[] {
  const rows = [
    ...INCOME_ROWS.map(({ funds, row }) => ({
      label: `本年${FUNDS[row] ?? ''}`,
      figure: `table-1/income.${row}/amount`,
      passes: (group: Overview['groups'][number]): boolean =>
        !group.carried && funds.includes(group.fund),
    })),
    {
      label: '使用以前的结余',
      figure: 'facts/sum.surplus_used',
      passes: (group: Overview['groups'][number]): boolean => !group.carried && group.fund === '04',
    },
    {
      label: '上年结转',
      figure: 'table-1/income.05/amount',
      passes: (group: Overview['groups'][number]): boolean => group.carried,
    },
  ]
  return rows.flatMap((row) => {
    const fen = sumOf(overview, row.passes)
    return fen === null || fen <= 0 ? [] : [{ ...row, fen }]
  })
}
