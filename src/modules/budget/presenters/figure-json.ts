import { printWan, printYuan } from '../../../kernel/money.ts'
import { nameOfVersion } from '../domain/version-name.ts'
import type { Figure } from '../queries/find-figure.ts'

/** A figure and the lines that add up to it, as the API and `budget figure --format json` give it. */
export interface FigureJson {
  table: number
  title: string
  row: string
  row_label: string
  column: string
  column_label: string
  /** 万元, rounded once. */
  amount: string
  /** yuan, exact. */
  amount_yuan: string
  line_count: number
  lines: Record<string, string | number | boolean | null>[]
  next: string | null
  terms: Record<string, string>[]
}

export function toFigureJson(figure: Figure): FigureJson {
  return {
    table: figure.cell.table.number,
    title: figure.cell.table.title,
    row: figure.cell.rowKey,
    row_label: figure.rowLabel,
    column: figure.cell.column.key,
    column_label: figure.columnLabel,
    amount: printWan(figure.fen),
    amount_yuan: plainYuan(figure.fen),
    line_count: figure.lineCount,
    lines: figure.lines.map((line) => ({
      line: `${nameOfVersion(line.sequence)}.${line.number}`,
      amount_yuan: plainYuan(line.fen),
      kind: line.kindLabel,
      unit: line.unit,
      unit_name: line.unitName,
      project_code: line.project,
      project: line.projectName,
      function: line.function,
      function_name: line.functionName,
      dept_economic: line.deptEconomic,
      dept_name: line.deptEconomicName,
      gov_economic: line.govEconomic,
      gov_name: line.govEconomicName,
      fund: line.fund,
      fund_name: line.fundName,
      origin_year: line.originYear,
      carried: line.carried,
    })),
    next: figure.next,
    terms: figure.terms.map((term) => ({
      sign: term.sign,
      label: term.label,
      row: term.rowKey,
      column: term.columnKey,
      amount: printWan(term.fen),
      amount_yuan: plainYuan(term.fen),
    })),
  }
}

function plainYuan(amount: Figure['fen']): string {
  return printYuan(amount).replaceAll(',', '')
}
