import { z } from 'zod'
import { isCounty } from '../../../kernel/county.ts'
import { type Finding, faultAt } from '../../../kernel/finding.ts'
import { readYuan } from '../../../kernel/money.ts'
import type { BudgetDraft } from './budget-draft.ts'
import { findSequence } from './version-name.ts'

export type Manifest = Pick<
  BudgetDraft,
  | 'county'
  | 'countyName'
  | 'invented'
  | 'department'
  | 'year'
  | 'sequence'
  | 'expectedTotal'
  | 'reason'
  | 'paper'
  | 'source'
  | 'approved'
  | 'published'
>

const FILE = 'budget.json'

const words = z
  .string('应是文字')
  .trim()
  .min(1, '不能空着')
  .max(500, '不能超过 500 字')
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, '含有看不见的字符，请删去')
const day = z
  .string('应写成 "2023-03-01" 这样的日期，不知道就写 null')
  .transform((text, context) => {
    try {
      return Temporal.PlainDate.from(text, { overflow: 'reject' })
    } catch {
      context.addIssue({
        code: 'custom',
        message: '应写成 "2023-03-01" 这样的日期，不知道就写 null',
      })
      return z.NEVER
    }
  })
const act = z
  .strictObject({ on: day.nullable(), document: words.nullable() })
  .nullable()
  .default(null)

const manifest = z.strictObject({
  county: z.custom<number>(isCounty, '应是六位行政区划代码的整数，例如 410324'),
  county_name: words,
  invented: z.boolean('应是 true 或 false').default(false),
  department: z.string('应是文字').regex(/^[0-9A-Z]{3,12}$/, '应是部门代码，例如 "130"'),
  year: z.int('应是整数年份').min(1950, '早于 1950 年').max(2200, '晚于 2200 年'),
  version: z.string('应是 "initial" 或 "adjustment-1" 这样的版本名').transform((name, context) => {
    const sequence = findSequence(name)
    if (sequence !== undefined) return sequence
    context.addIssue({ code: 'custom', message: '应是 "initial" 或 "adjustment-1" 这样的版本名' })
    return z.NEVER
  }),
  total_yuan: z.string('应是带引号的金额，例如 "5959400.00"').transform((text, context) => {
    const amount = readYuan(text)
    if (amount.ok) return amount.fen
    context.addIssue({
      code: 'custom',
      message: '应是以元为单位、最多两位小数的金额，例如 "5959400.00"',
    })
    return z.NEVER
  }),
  reason: words.nullable().default(null),
  paper: words.nullable().default(null),
  approved: act,
  published: act,
  source: words,
})

/** Reads `budget.json`: which version of whose budget the folder holds, and what it should add up to. */
export function parseManifest(text: string): { manifest: Manifest | null; findings: Finding[] } {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return {
      manifest: null,
      findings: [finding(null, 'budget.json 不是有效的 JSON，请检查引号、逗号和括号。')],
    }
  }
  const read = manifest.safeParse(json)
  if (!read.success) {
    return { manifest: null, findings: read.error.issues.map((issue) => findingOf(issue, json)) }
  }
  const { county_name, version, total_yuan, ...rest } = read.data
  const findings: Finding[] = []
  if (version > 0 && (!rest.reason || !rest.paper)) {
    findings.push(finding('reason', '调整预算必须写明原因（reason）和文号（paper）。'))
  }
  if (rest.published && !rest.approved) {
    findings.push(finding('approved', '先有批复，才能公布：请填写 approved。'))
  }
  const { approved, published } = rest
  if (approved?.on && published?.on && Temporal.PlainDate.compare(published.on, approved.on) < 0) {
    findings.push(finding('published', `公布（${published.on}）不能早于批复（${approved.on}）。`))
  }
  return {
    // isCounty has been asked above
    manifest: {
      ...rest,
      countyName: county_name,
      sequence: version,
      expectedTotal: total_yuan,
    } as Manifest,
    findings,
  }
}

function findingOf(issue: z.core.$ZodIssue, json: unknown): Finding {
  const at = issue.path.join('.') || null
  if (issue.code === 'unrecognized_keys') {
    return finding(issue.keys.join('、'), `不认识的项目：${issue.keys.join('、')}。请删去或改正。`)
  }
  if (at === null) return finding(null, 'budget.json 应是一个 JSON 对象：大括号里写各项。')
  const missing = issue.path.length > 0 && valueAt(json, issue.path) === undefined
  return finding(at, missing ? `缺少“${at}”。` : `“${at}”${issue.message}。`)
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null)?.[key]
  return value
}

function finding(column: string | null, message: string): Finding {
  return faultAt('budget.bad_manifest', message, { file: FILE, row: null, column })
}
