import type { Grouped } from './check-group.ts'

/**
 * Documents that were published as several files: the text in one, the tables in another or in one
 * each. Gives the files that belong together, two or more a set; a file is in one set at most.
 */
export function groupParts(documents: readonly Grouped[]): string[][] {
  const texts = documents.filter(({ document: { summary } }) => isText(summary))
  const tables = documents.filter(({ document: { summary } }) => isTables(summary))
  const sets = new Map<string, string[]>()
  const join = (key: string, file: string): void => {
    const set = sets.get(key)
    if (set) set.push(file)
    else sets.set(key, [file])
  }
  for (const text of texts) join(text.file, text.file)
  for (const table of tables) {
    const best = texts
      .map((text) => ({ text, score: likeness(text, table) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)[0]
    const { department, year, kind } = table.document
    // tables without a text are still held against one another
    join(
      best ? best.text.file : `${folderOf(table.file)}|${department}|${year}|${kind}`,
      table.file,
    )
  }
  return [...sets.values()].filter((files) => files.length > 1)
}

/** Whether a document can only be part of one: it has no sentences, or no tables of money. */
export function isPart({ document: { summary } }: Grouped): boolean {
  return isText(summary) || isTables(summary)
}

function isText(summary: Grouped['document']['summary']): boolean {
  return summary.hasProse && !summary.hasMoneyTables
}

function isTables(summary: Grouped['document']['summary']): boolean {
  return summary.hasMoneyTables && !summary.hasProse
}

/** 0: they do not belong together. What one of them does not say, the folder must make up for. */
function likeness(
  { file, document: text }: Grouped,
  { file: other, document: table }: Grouped,
): number {
  if (text.kind !== table.kind) return 0
  const isNamed = text.department !== '' && table.department !== ''
  const isDated = text.year !== null && table.year !== null
  const isNear = folderOf(file) === folderOf(other)
  if (isNamed && !isSameName(text.department, table.department)) return 0
  if (isDated && text.year !== table.year) return 0
  if (!isNear && !(isNamed && isDated)) return 0
  return 1 + (isNamed ? 4 : 0) + (isDated ? 2 : 0) + (isNear ? 1 : 0) + commonStart(file, other)
}

function isSameName(one: string, other: string): boolean {
  return one.endsWith(other) || other.endsWith(one)
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('!')) + 1)
}

/** Less than 1: of two that fit alike, the one whose name begins alike. */
function commonStart(file: string, other: string): number {
  let at = 0
  while (at < file.length && file[at] === other[at]) at += 1
  return at / (file.length + other.length)
}
