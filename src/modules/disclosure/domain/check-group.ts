import type { CheckedDocument } from './check-disclosure.ts'
import type { DisclosureFinding } from './rule.ts'

/** Of a checked document, what others are held against. */
export interface Grouped {
  readonly file: string
  readonly document: Pick<CheckedDocument, 'kind' | 'department' | 'year' | 'summary'>
}

const NAMES: Readonly<Record<string, string>> = {
  'in/all/all/all//total': '收入总计',
  'in/all/all/year//total': '本年收入',
  'out/all/all/all//total': '支出合计',
  'out/all/basic/all//total': '基本支出',
  'out/all/project/all//total': '项目支出',
  'out/general/all/all//total': '一般公共预算支出',
  'out/general/basic/all//total': '一般公共预算基本支出',
}

/**
 * Documents held against one another: a year against the year before, a department against its
 * units. Neither can be seen in one file.
 */
export function checkGroup(documents: readonly Grouped[]): DisclosureFinding[] {
  return [
    ...againstYearBefore(documents),
    ...openingAgainstClosing(documents),
    ...againstUnits(documents),
  ]
}

function wan(fen: number): string {
  return `${(Math.round(fen / 10_000) / 100).toFixed(2)} 万元`
}

function place(file: string, text: string): DisclosureFinding['places'][number] {
  return { part: file, table: null, row: null, column: null, page: null, line: null, text }
}

function earlier({ document }: Grouped, documents: readonly Grouped[]): Grouped | undefined {
  return documents.find(
    ({ document: other }) =>
      other.department === document.department &&
      document.department !== '' &&
      other.kind === document.kind &&
      other.year !== null &&
      document.year !== null &&
      other.year === document.year - 1,
  )
}

function againstYearBefore(documents: readonly Grouped[]): DisclosureFinding[] {
  return documents.flatMap((one): DisclosureFinding[] => {
    const before = earlier(one, documents)
    if (!before) return []
    const seen = new Set<string>()
    return one.document.summary.priors.flatMap(({ key, low, high, text }): DisclosureFinding[] => {
      const published = before.document.summary.totals[key]
      if (published === undefined || !(key in NAMES) || seen.has(key)) return []
      seen.add(key)
      if (published >= low - 5_000 && published <= high + 5_000) return []
      const middle = (low + high) / 2
      return [
        {
          code: 'disclosure.differs_from_last_year',
          severity: 'warning',
          confidence: 0.75,
          message: `${one.document.year}年的说明按增减额倒推，上年${NAMES[key]}是 ${wan(middle)}；${before.document.year}年公开的是 ${wan(published)}。请核对增减额，口径变了的请说明。`,
          stated: wan(middle),
          expected: wan(published),
          places: [place(one.file, text), place(before.file, `${NAMES[key]} ${wan(published)}`)],
        },
      ]
    })
  })
}

/** Accounts: what a year opened with is what the year before closed with. */
function openingAgainstClosing(documents: readonly Grouped[]): DisclosureFinding[] {
  return documents.flatMap((one): DisclosureFinding[] => {
    const before = earlier(one, documents)
    if (!before || one.document.kind !== 'final_accounts') return []
    const opening = one.document.summary.totals['in/all/all/carry//total']
    const closing = before.document.summary.totals['closing/all/all/all//total']
    if (opening === undefined || closing === undefined || Math.abs(opening - closing) <= 5_000)
      return []
    return [
      {
        code: 'disclosure.opening_not_closing',
        severity: 'warning',
        confidence: 0.8,
        message: `${one.document.year}年年初结转和结余 ${wan(opening)}，${before.document.year}年年末结转和结余 ${wan(closing)}。两者应当相同，调整过的请说明。`,
        stated: wan(opening),
        expected: wan(closing),
        places: [
          place(one.file, `年初结转和结余 ${wan(opening)}`),
          place(before.file, `年末结转和结余 ${wan(closing)}`),
        ],
      },
    ]
  })
}

function againstUnits(documents: readonly Grouped[]): DisclosureFinding[] {
  return documents.flatMap((department) =>
    department.document.summary.units.flatMap(({ name, fen }): DisclosureFinding[] => {
      const unit = documents.find(
        (other) =>
          other !== department &&
          other.document.department !== '' &&
          bare(other.document.department) === bare(name) &&
          other.document.department !== department.document.department &&
          other.document.year === department.document.year &&
          other.document.kind === department.document.kind,
      )
      const own = unit?.document.summary.totals['in/all/all/all//total']
      if (!unit || own === undefined || Math.abs(own - fen) <= 5_000) return []
      return [
        {
          code: 'disclosure.differs_from_unit',
          severity: 'error',
          confidence: 0.9,
          message: `部门的收入表里“${name}”是 ${wan(fen)}，这个单位自己公开的是 ${wan(own)}。请改成相同。`,
          stated: wan(fen),
          expected: wan(own),
          places: [
            place(department.file, `${name} ${wan(fen)}`),
            place(unit.file, `收入总计 ${wan(own)}`),
          ],
        },
      ]
    }),
  )
}

function bare(name: string): string {
  return name.normalize('NFKC').replace(/\s+|\([^()]*\)$/g, '')
}
