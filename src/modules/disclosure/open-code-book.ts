import type { CodeBook, CodeList, NamedCode } from './domain/code-book.ts'
import { fold } from './domain/document.ts'

/** The classification that comes with the program, or another folder of the same shape. */
export async function openCodeBook(folder: string): Promise<CodeBook> {
  // loaded here and not above: its door also leads to the database, which most checks never need
  const { lookUp, openCatalogueFiles } = await import('../classification/index.ts')
  const catalogue = await openCatalogueFiles(folder)
  const day = (year: number): Temporal.PlainDate =>
    Temporal.PlainDate.from({ year, month: 7, day: 1 })
  const names = new Map<string, NamedCode[]>()
  for (const list of ['functional', 'department_economic', 'government_economic'] as const) {
    for (const [code, rows] of catalogue.entries[list]) {
      for (const row of rows) {
        const key = nameKey(list, row.name)
        const named = { code, name: row.name, lastYear: row.validTo ? row.validTo.year - 1 : null }
        const known = names.get(key)
        if (known) known.push(named)
        else names.set(key, [named])
      }
    }
  }
  return {
    ask: (list, code, year) => {
      const answer = lookUp(catalogue, list, code, day(year))
      switch (answer.state) {
        case 'in_force':
          return { state: 'in_force', name: answer.entry.name, certain: answer.entry.certain }
        case 'ended':
          return { state: 'ended', name: answer.entry.name, lastYear: answer.endedOn.year - 1 }
        case 'not_yet':
          return { state: 'not_yet', name: answer.entry.name, firstYear: answer.beginsOn.year }
        case 'unknown':
          return { state: 'unknown' }
        case 'beyond_known':
          return { state: 'beyond' }
      }
    },
    named: (list, name) => names.get(nameKey(list, name)) ?? [],
    government: (code, year) => {
      const rows = (catalogue.mappings.get(code) ?? []).filter(
        (row) => row.validFrom.year <= year && (row.validTo === null || row.validTo.year > year),
      )
      if (rows.length === 0) return undefined
      return {
        organ: rows.find(({ nature }) => nature === 'organ')?.governmentCode,
        institution: rows.find(({ nature }) => nature === 'institution')?.governmentCode,
      }
    },
  }
}

function nameKey(list: CodeList, name: string): string {
  return `${list} ${fold(name).replace(/支出$/, '')}`
}
