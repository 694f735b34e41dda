import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

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

/**
 * What the package of PostgreSQL's programs says nothing of: its own licence is for the packaging,
 * while the programs and libraries inside have theirs.
 */
const INSIDE = [
  ['postgresql', '18.4', 'PostgreSQL', 'https://www.postgresql.org/about/licence/'],
  ['openssl', '1.1', 'OpenSSL', 'https://www.openssl.org/source/license-openssl-ssleay.txt'],
  ['icu', '60.2', 'ICU', 'https://github.com/unicode-org/icu/blob/main/LICENSE'],
  ['libxml2', '2', 'MIT', 'https://gitlab.gnome.org/GNOME/libxml2'],
  ['libxslt', '1', 'MIT', 'https://gitlab.gnome.org/GNOME/libxslt'],
  ['zlib', '1', 'Zlib', 'https://zlib.net/zlib_license.html'],
  ['xz', '5', '0BSD', 'https://tukaani.org/xz/'],
  ['ossp-uuid', '1.6', 'MIT', 'http://www.ossp.org/pkg/lib/uuid/'],
] as const

const LICENCE = /^(licen[cs]e|copying|notice)([.-].*)?$/i

export function thirdPartyLicences(stage: string, packages: readonly LockedPackage[]): string {
  const parts = packages.map((one) => {
    const folder = join(stage, one.path)
    const texts = readdirSync(folder)
      .filter((file) => LICENCE.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    const heading = `${nameOf(one)} ${one.version} (${one.license ?? 'see its text'})`
    return [heading, '-'.repeat(heading.length), ...texts].join('\n\n')
  })
  const inside = INSIDE.map(
    ([name, version, licence, url]) => `${name} ${version}: ${licence}, ${url}`,
  )
  return [
    'Yimen itself: see LICENSE and NOTICE. With it come:',
    ...parts,
    `Inside the package of PostgreSQL’s programs:\n\n${inside.join('\n')}`,
    '',
  ].join('\n\n\n')
}

export interface BillInput {
  readonly stage: string
  readonly packages: readonly LockedPackage[]
  readonly version: string
  readonly madeAt: string
}

/** CycloneDX 1.6, from the lock: every package with its hash, and what the programs hold inside. */
export function billOfMaterials({ stage, packages, version, madeAt }: BillInput): unknown {
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
      ...INSIDE.map(([name, inside, licence, url]) => ({
        type: 'library',
        name,
        version: inside,
        'bom-ref': `pkg:generic/${name}@${inside}`,
        purl: `pkg:generic/${name}@${inside}`,
        licenses: [{ license: licence === 'OpenSSL' ? { name: licence } : { id: licence } }],
        externalReferences: [{ type: 'license', url }],
      })),
    ],
    dependencies: [
      {
        ref: application['bom-ref'],
        dependsOn: [
          ...packages.map((one) => purlOf(one)),
          ...INSIDE.map(([name, inside]) => `pkg:generic/${name}@${inside}`),
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
    ...(one.license ? { licenses: [{ license: { id: one.license } }] } : {}),
  }
}

function nameOf(one: LockedPackage): string {
  return one.path.replace(/^.*node_modules\//, '')
}

function purlOf(one: LockedPackage): string {
  return `pkg:npm/${nameOf(one).replace('@', '%40')}@${one.version}`
}
