import type { Fen } from '../../../../kernel/money.ts'
import { FUNDS } from '../../domain/labels.ts'
import { surplusUsed } from '../../domain/measures.ts'
import {
  FIGURE_OF_KIND,
  KINDS,
  PLAIN_KINDS,
  type PlainKind,
  useFigure,
} from '../../domain/money-facts.ts'
import { type Overview, sumOf } from '../../domain/overview.ts'
import { carried, isIn, type Predicate } from '../../domain/predicate.ts'
import { findTable } from '../../domain/tables.ts'

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
    const fen = sumOf(overview, isIn('kind', kind))
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

/** Where the money comes from: this year's by fund, then what was carried over. */
export interface PlainSource extends PlainAmount {
  readonly when: Predicate
}

/** The rows of table 1 by which income of the year is told apart: each fund's own. */
const INCOME_ROWS = (findTable(1)?.sections ?? [])
  .flatMap((section) =>
    section.rows === 'items' && section.side === 'income' ? section.items : [],
  )
  .filter(({ key }) => key in FUNDS && key !== '010101')

const SOURCES: readonly { label: string; figure: string; when: Predicate }[] = [
  ...INCOME_ROWS.map(({ key, when }) => ({
    label: `本年${FUNDS[key] ?? ''}`,
    figure: `table-1/income.${key}/amount`,
    when,
  })),
  { label: '使用以前的结余', figure: 'facts/sum.surplus_used', when: surplusUsed },
  { label: '上年结转', figure: 'table-1/income.05/amount', when: carried },
]

export function sourcesOf(overview: Overview): PlainSource[] {
  return SOURCES.flatMap((source) => {
    const fen = sumOf(overview, source.when)
    return fen === null || fen <= 0 ? [] : [{ ...source, fen }]
  })
}
