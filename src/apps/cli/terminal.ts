import { type County, findCounty } from '../../kernel/county.ts'
import type { Finding } from '../../kernel/finding.ts'
import { readSettings } from '../../platform/config/settings.ts'
import { openSystem, type System } from '../open-system.ts'
import { settleUpgrade } from '../settle-upgrade.ts'
import { type Arguments, WrongUse } from './arguments.ts'

export function countyOf(values: Arguments['values']): County {
  const county = findCounty(values.county ?? '')
  if (!county) throw new WrongUse('--county 应是六位行政区划代码，例如 410324。')
  return county
}

export function yearOf(values: Arguments['values']): number {
  const year = /^\d{4}$/.test(values.year ?? '') ? Number(values.year) : Number.NaN
  if (!(year >= 1950 && year <= 2200))
    throw new WrongUse('--year 应是 1950 到 2200 的年份，例如 2023。')
  return year
}

export function departmentOf(values: Arguments['values']): string {
  const department = values.department ?? ''
  if (!/^[0-9A-Z]{3,12}$/.test(department)) {
    throw new WrongUse('--department 应是部门代码，例如 130。')
  }
  return department
}

/** Opens the database for one command and closes it whatever happens. */
export async function withSystem<Result>(
  work: (system: System) => Promise<Result>,
): Promise<Result> {
  const settings = readSettings(process.env)
  await settleUpgrade(settings, onProgress)
  const system = await openSystem(settings, { onProgress })
  try {
    return await work(system)
  } finally {
    await system.close()
  }
}

/** Progress goes beside the result, so that the result can be piped. */
export function onProgress(text: string): void {
  if (process.stderr.isTTY) console.error(text)
}

const SEVERITIES = { error: '错误', warning: '提醒', advice: '建议', reading: '没读懂' } as const
const SHOWN = 50

/** Findings for people, errors first: file, row, column, what is wrong, how to mend it. */
export function printFindings(findings: readonly Finding[]): void {
  const order = ['error', 'reading', 'warning', 'advice']
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  for (const finding of sorted.slice(0, SHOWN)) {
    const places = finding.places.map(({ file, row, column }) =>
      [file, row === null ? '' : `第 ${row} 行`, column === null ? '' : `${column} 列`]
        .filter(Boolean)
        .join(' '),
    )
    console.error(
      visible(`${SEVERITIES[finding.severity]}  ${places.join('；')}：${finding.message}`),
    )
  }
  if (sorted.length > SHOWN) console.error(`另有 ${sorted.length - SHOWN} 条，改完这些再看。`)
}

/** What a file holds must not steer the terminal that it is shown on. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
}
