import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { DEMO_FOLDER } from './demo-app.ts'

export type Row = Readonly<Record<string, string>>

/** A sheet as it lies in the repository, read anew: the pages must show what it says. */
export function readRows(path: string): Row[] {
  return parse(readFileSync(path), { columns: true, bom: true }) as Row[]
}

export function demoRows(file: string): Row[] {
  return readRows(`${DEMO_FOLDER}/${file}`)
}

/** `≥95%`; null: nothing was written. */
export function targetIn({ operator, target, unit }: Row): string | null {
  return target ? `${operator}${target}${unit}` : null
}
