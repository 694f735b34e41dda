import { readFile } from 'node:fs/promises'
import {
  type CheckedDocument,
  checkDisclosure,
  openCodeBook,
  readBytes,
} from '../../src/modules/disclosure/index.ts'
import { compose, LAYOUT_NAMES } from './disclosures/compose.ts'
import { convertToDoc, hasOffice } from './disclosures/convert-to-doc.ts'
import { inventDepartment } from './disclosures/department.ts'
import type { Paper } from './disclosures/document.ts'
import type { Names } from './disclosures/layouts.ts'
import {
  PLANT_KINDS,
  type Planted,
  type PlantKind,
  plant,
  plantAnyDigit,
  WHERES,
  type Where,
} from './disclosures/plant.ts'
import { type Chance, chanceOf } from './disclosures/random.ts'
import { FORMATS, type Format as Written, writePaper } from './disclosures/write-paper.ts'

/** .doc is measured where LibreOffice can write it. */
type Format = Written | 'doc'

const FOLDER = 'data/classification/2023'

interface Tally {
  found: number
  planted: number
}

/**
 * Recall and precision of the check on made-up disclosures: correct ones of several layouts, then
 * the same with one error planted. BENCH_DOCUMENTS and BENCH_SEED change the number and the draw;
 * BENCH_FORMATS takes some of the formats.
 */
export async function benchCheck(): Promise<void> {
  const size = Number(process.env.BENCH_DOCUMENTS ?? 60)
  const seed = Number(process.env.BENCH_SEED ?? 1)
  const digits = Number(process.env.BENCH_DIGITS ?? 10)
  const isLoud = process.env.BENCH_SHOW === 'on'
  const all: readonly Format[] = hasOffice() ? [...FORMATS, 'doc'] : FORMATS
  if (!all.includes('doc')) console.log('LibreOffice is not here: .doc is left out')
  const wanted = process.env.BENCH_FORMATS?.split(',')
  const formats = all.filter((format) => !wanted || wanted.includes(format))
  const codes = await openCodeBook(FOLDER)
  const names = await readNames()
  const byKind = new Map<PlantKind, Map<Format, Tally>>()
  const byLayout = new Map<string, Tally>()
  const byWhere = new Map<Where, Tally>()
  const several = { found: 0, planted: 0 }
  let truths = 0
  let falses = 0
  let cleanFalse = 0
  let cleanErrors = 0
  let understood = 0
  let tables = 0
  let known = 0
  let documents = 0
  let severalFalse = 0
  const began = performance.now()
  for (let at = 0; at < size; at++) {
    const chance = chanceOf(seed * 100_003 + at)
    const paper = draw(at, chance, names)
    const versions = PLANT_KINDS.flatMap((kind) => {
      const result = plant(paper, kind, chanceOf(seed * 7 + at * 31 + PLANT_KINDS.indexOf(kind)))
      return result ? [{ kind, ...result }] : []
    })
    const oneDigit = Array.from({ length: digits }, (_, draw) =>
      plantAnyDigit(paper, chanceOf(seed * 13 + at * 977 + draw)),
    )
    const together = plantSeveral(paper, chanceOf(seed * 17 + at * 53))
    const docs = formats.includes('doc')
      ? await writeDocs([
          paper,
          together.paper,
          ...[...versions, ...oneDigit].map((version) => version.paper),
        ])
      : new Map<Paper, Uint8Array>()
    for (const format of formats) {
      const check = async (one: Paper): Promise<CheckedDocument> => {
        const bytes =
          format === 'doc'
            ? (docs.get(one) ?? new Uint8Array())
            : // the same damage for the clean document and the planted one
              writePaper(one, format, chanceOf(seed + at))
        return checkDisclosure(await readBytes(bytes), { codes })
      }
      const clean = await check(paper)
      documents += 1
      understood += clean.understood
      tables += clean.tables.length
      known += clean.tables.filter(({ kind }) => kind !== 'other').length
      const noise = clean.findings.filter(
        ({ severity }) => severity === 'error' || severity === 'warning',
      )
      cleanFalse += noise.length
      cleanErrors += noise.filter(({ severity }) => severity === 'error').length
      if (isLoud)
        for (const finding of noise)
          console.log(`CLEAN ${at} ${paper.layout} ${format} ${finding.code} ${finding.message}`)
      const ignored = new Set(clean.findings.map(({ message }) => message))
      const freshOf = (checked: CheckedDocument): Finding[] =>
        checked.findings.filter(
          ({ severity, message }) => severity !== 'reading' && !ignored.has(message),
        )
      for (const { paper: changed, planted } of oneDigit) {
        const findings = freshOf(await check(changed)).filter(
          ({ severity }) => severity !== 'advice',
        )
        const tally = tallyOf(byWhere, planted.where ?? 'sentence other')
        tally.planted += 1
        if (findings.some((finding) => touches(finding, planted))) tally.found += 1
        else if (isLoud)
          console.log(
            `MISSED ${at} ${paper.layout} ${format} any digit, ${planted.where}, table ${planted.table} ${planted.was} → ${planted.text}`,
          )
      }
      const foundTogether = freshOf(await check(together.paper)).filter(
        ({ severity }) => severity !== 'advice',
      )
      for (const planted of together.planted) {
        several.planted += 1
        if (foundTogether.some((finding) => touches(finding, planted))) several.found += 1
      }
      const strange = foundTogether.filter(
        (finding) => !together.planted.some((planted) => touches(finding, planted)),
      )
      severalFalse += strange.length
      if (isLoud)
        for (const finding of strange)
          console.log(
            `FALSE ${at} ${paper.layout} ${format} several (${together.planted.map(({ was, text }) => `${was} → ${text}`).join('; ')}) ${finding.code} ${finding.message}`,
          )
      for (const { kind, ...result } of versions) {
        const checked = await check(result.paper)
        const findings = freshOf(checked)
        const hits = findings.filter((finding) => touches(finding, result.planted))
        const tally = tallyOf(tallyMap(byKind, kind), format)
        tally.planted += 1
        const layout = tallyOf(byLayout, paper.layout)
        layout.planted += 1
        if (hits.length > 0) {
          tally.found += 1
          layout.found += 1
        } else if (isLoud) {
          console.log(
            `MISSED ${at} ${paper.layout} ${format} ${kind} table ${result.planted.table} ${result.planted.was} → ${result.planted.text}`,
          )
        }
        truths += hits.filter(({ severity }) => severity !== 'advice').length
        const wrong = findings.filter(
          (finding) => finding.severity !== 'advice' && !hits.includes(finding),
        )
        falses += wrong.length
        if (isLoud)
          for (const finding of wrong)
            console.log(
              `FALSE ${at} ${paper.layout} ${format} ${kind} (${result.planted.was} → ${result.planted.text}, table ${result.planted.table}) ${finding.code} ${finding.message}`,
            )
      }
    }
  }
  const seconds = (performance.now() - began) / 1_000
  console.log(
    `\ncheck: ${size} documents of ${LAYOUT_NAMES.length} layouts in ${formats.join(', ')}, seed ${seed}`,
  )
  console.log(
    `correct documents: ${documents}, false errors ${cleanErrors}, false findings ${cleanFalse}, tables recognised ${known} of ${tables}, numbers understood ${((understood / documents) * 100).toFixed(1)} %`,
  )
  console.log(`precision ${share(truths, truths + falses)}`)
  const tallies = [...byKind.values()].flatMap((one) => [...one.values()])
  console.log(`recall ${share(sum(tallies, 'found'), sum(tallies, 'planted'))}`)
  console.log(
    `\n| planted | ${formats.join(' | ')} | all |\n| --- | ${formats.map(() => '---').join(' | ')} | --- |`,
  )
  for (const [kind, found] of byKind) {
    const cells = formats.map((format) =>
      share(found.get(format)?.found ?? 0, found.get(format)?.planted ?? 0),
    )
    console.log(
      `| ${kind} | ${cells.join(' | ')} | ${share(sum([...found.values()], 'found'), sum([...found.values()], 'planted'))} |`,
    )
  }
  console.log(
    `\nseveral errors at once: recall ${share(several.found, several.planted)}, other findings ${severalFalse}`,
  )
  console.log(`\n| any digit of | found |\n| --- | --- |`)
  for (const where of WHERES) {
    const tally = byWhere.get(where)
    if (tally) console.log(`| ${where} | ${share(tally.found, tally.planted)} |`)
  }
  const anywhere = [...byWhere.values()]
  console.log(`| all | ${share(sum(anywhere, 'found'), sum(anywhere, 'planted'))} |`)
  console.log(`\n| layout | recall |\n| --- | --- |`)
  for (const [layout, tally] of byLayout)
    console.log(`| ${layout} | ${share(tally.found, tally.planted)} |`)
  console.log(`\n${seconds.toFixed(1)} s in all`)
}

async function writeDocs(papers: readonly Paper[]): Promise<Map<Paper, Uint8Array>> {
  const files = await convertToDoc(papers.map((paper) => writePaper(paper, 'docx', chanceOf(0))))
  return new Map(papers.map((paper, at) => [paper, files[at] ?? new Uint8Array()]))
}

type Finding = CheckedDocument['findings'][number]

/** Three to five errors of different kinds in one document. */
function plantSeveral(paper: Paper, chance: Chance): { paper: Paper; planted: Planted[] } {
  const kinds = PLANT_KINDS.filter((kind) => kind !== 'row missing' && kind !== 'unit missing')
  const wanted = [...kinds].sort(() => chance.next() - 0.5).slice(0, chance.whole(3, 5))
  let changed = paper
  const planted: Planted[] = []
  for (const kind of wanted) {
    const result = plant(changed, kind, chance)
    if (!result) continue
    changed = result.paper
    planted.push(result.planted)
  }
  return { paper: changed, planted }
}

export function draw(at: number, chance: Chance, names: Names): Paper {
  const department = inventDepartment(chance, {
    isExact: chance.is(0.5),
    hasFund: chance.is(0.3),
    hasBusiness: chance.is(0.3),
    hasCarry: chance.is(0.6),
    units: chance.pick([1, 1, 2, 3]),
  })
  return compose(at, department, names)
}

export async function readNames(): Promise<Names> {
  const read = async (file: string): Promise<Map<string, string>> => {
    const map = new Map<string, string>()
    for (const line of (await readFile(`${FOLDER}/${file}`, 'utf8')).split('\n').slice(1)) {
      const [code = '', name = '', , , , to = ''] = line.split(',')
      if (code && to === '') map.set(code, name)
    }
    return map
  }
  return {
    functions: await read('functional.csv'),
    economic: await read('department-economic.csv'),
  }
}

export function touches(finding: CheckedDocument['findings'][number], planted: Planted): boolean {
  if (planted.kind === 'unit missing')
    return (
      finding.code === 'disclosure.unit_missing' &&
      finding.places.some(({ table }) => table === planted.table)
    )
  // what a wrong code breaks is a sum of its table
  if (
    planted.kind === 'row missing' ||
    planted.kind === 'code digit' ||
    planted.where === 'table code'
  )
    return finding.places.some(({ table }) => table === planted.table)
  if (planted.where === 'title') {
    return finding.places.some(
      ({ table, text }) => table === planted.table && (text ?? '').includes(planted.text),
    )
  }
  if (planted.table !== null) {
    return finding.places.some(
      ({ table, text }) =>
        table === planted.table &&
        (text === planted.text ||
          text === planted.text.slice(0, 80) ||
          // a sign is not part of the planted digits
          Math.abs(Number(text)) === Number(planted.text)),
    )
  }
  return finding.places.some(
    ({ table, text }) => table === null && (text ?? '').includes(planted.text),
  )
}

function tallyMap<Key>(map: Map<Key, Map<Format, Tally>>, key: Key): Map<Format, Tally> {
  const known = map.get(key)
  if (known) return known
  const made = new Map<Format, Tally>()
  map.set(key, made)
  return made
}

function tallyOf<Key>(map: Map<Key, Tally>, key: Key): Tally {
  const known = map.get(key)
  if (known) return known
  const made = { found: 0, planted: 0 }
  map.set(key, made)
  return made
}

function sum(tallies: readonly Tally[], key: keyof Tally): number {
  return tallies.reduce((total, tally) => total + tally[key], 0)
}

/** A share with the 95 % interval of Wilson. */
function share(found: number, of: number): string {
  if (of === 0) return '–'
  const z = 1.96
  const p = found / of
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  const percent = (value: number): string => (value * 100).toFixed(1)
  return `${percent(p)} % (${percent(Math.max(0, middle - half))}–${percent(Math.min(1, middle + half))}, ${found}/${of})`
}
