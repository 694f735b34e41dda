import type { Finding, Place } from '../../../kernel/finding.ts'
import { LIST_LABELS, printDay } from '../labels.ts'
import { type Catalogue, type Entry, isAfter, type ListName } from './catalogue.ts'
import { foldName } from './fold-name.ts'
import { type BeyondKnown, lookUp } from './look-up.ts'

export interface StatedCode {
  readonly list: ListName
  readonly code: string
  /** The name printed beside the code; undefined: none is printed. */
  readonly name?: string | undefined
  readonly day: Temporal.PlainDate
  readonly place: Place
}

const CERTAIN = 0.9
/** The row itself waits for comparison with the booklet. */
const UNCERTAIN = 0.5

/**
 * Whether a code, and the name beside it, held on a day. Never an error: the lists were not read
 * from the booklet, and loading must not refuse what a department really published.
 *
 * Codes: `classification.unknown_code`, `ended`, `not_yet`, `renamed` (warnings), `beyond_known`
 * (advice).
 */
export function checkCode(catalogue: Catalogue, stated: StatedCode): Finding[] {
  const answer = lookUp(catalogue, stated.list, stated.code, stated.day)
  switch (answer.state) {
    case 'unknown':
      return [unknownCode(catalogue, stated)]
    case 'beyond_known':
      return [beyondKnown(answer, stated)]
    case 'ended': {
      const { name } = answer.entry
      return [
        finding(stated, 'ended', confidenceOf(answer.entry), {
          message: `${titleOf(stated)}（${name}）自${printDay(answer.endedOn)}起停用。请改用${stated.day.year}年在用的科目。`,
        }),
      ]
    }
    case 'not_yet': {
      const { name } = answer.entry
      return [
        finding(stated, 'not_yet', confidenceOf(answer.entry), {
          message: `${titleOf(stated)}（${name}）自${printDay(answer.beginsOn)}起才启用。请改用${stated.day.year}年在用的科目，或核对年度。`,
        }),
      ]
    }
    case 'in_force':
      return checkName(catalogue, stated, answer.entry)
  }
}

/** The nearer to a known 项 the code comes, the likelier it is that only the list has a gap. */
function unknownCode(catalogue: Catalogue, stated: StatedCode): Finding {
  const isWellFormed = /^\d+$/.test(stated.code)
  const above = isWellFormed ? nearestAbove(catalogue, stated) : undefined
  const confidence = !isWellFormed ? 0.95 : !above ? CERTAIN : above.level === 1 ? 0.8 : 0.6
  const known = above ? `，上级 ${above.code} ${above.name} 在用` : ''
  return finding(stated, 'unknown_code', above?.certain === false ? UNCERTAIN : confidence, {
    message: `${titleOf(stated)}在${stated.day.year}年的科目表里没有${known}。请对照当年《政府收支分类科目》更正编码；编码确实无误的，请补充科目表。`,
  })
}

function nearestAbove(catalogue: Catalogue, stated: StatedCode): Entry | undefined {
  for (let length = stated.code.length - 2; length >= 2; length -= 2) {
    const answer = lookUp(catalogue, stated.list, stated.code.slice(0, length), stated.day)
    if (answer.state === 'in_force') return answer.entry
  }
  return undefined
}

function beyondKnown(answer: BeyondKnown, stated: StatedCode): Finding {
  const label = LIST_LABELS[stated.list]
  const message = answer.knownThrough
    ? `${label}的科目表只到${printDay(answer.knownThrough)}，不能核对${stated.day.year}年的 ${stated.code}。请导入${stated.day.year}年的科目表。`
    : `还没有导入${label}的科目表，不能核对 ${stated.code}。请先导入。`
  return { ...finding(stated, 'beyond_known', 1, { message }), severity: 'advice' }
}

function checkName(catalogue: Catalogue, stated: StatedCode, entry: Entry): Finding[] {
  const { name } = stated
  if (name === undefined || foldName(name) === foldName(entry.name)) return []
  const other = (catalogue.entries[stated.list].get(stated.code) ?? []).find(
    (row) => foldName(row.name) === foldName(name),
  )
  return [
    finding(stated, 'renamed', confidenceOf(entry), {
      message: `${titleOf(stated)}在${stated.day.year}年的名称是“${entry.name}”，这里写作“${name.trim()}”${other ? whenOf(other, entry) : ''}。请改为当年名称，或核对编码。`,
      stated: name,
      expected: entry.name,
    }),
  ]
}

/** The other name of the same code belongs to other years: says to which. */
function whenOf(other: Entry, entry: Entry): string {
  if (isAfter(other.validFrom, entry.validFrom))
    return `，这个名称自${printDay(other.validFrom)}起才用`
  return other.validTo ? `，这是旧名称，用到${printDay(other.validTo.subtract({ days: 1 }))}` : ''
}

function titleOf(stated: StatedCode): string {
  return `${LIST_LABELS[stated.list]}科目 ${stated.code}`
}

function confidenceOf(entry: Entry): number {
  return entry.certain ? CERTAIN : UNCERTAIN
}

function finding(
  stated: StatedCode,
  what: 'unknown_code' | 'ended' | 'not_yet' | 'renamed' | 'beyond_known',
  confidence: number,
  text: { message: string; stated?: string; expected?: string },
): Finding {
  return {
    code: `classification.${what}`,
    severity: 'warning',
    confidence,
    message: text.message,
    stated: text.stated ?? stated.code,
    expected: text.expected ?? null,
    places: [stated.place],
  }
}
