/**
 * The works of others that lie inside packages, or beside them, and that no lock names: what
 * PostgreSQL's programs are made of, and the library that Node is linked with. Each has the text of
 * its licence in `packaging/licences/NAME.txt`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'

export interface InsideWork {
  readonly name: string
  readonly version: string
  /** An SPDX expression, or a name where `spdx` is false. */
  readonly licence: string
  readonly spdx: boolean
  /** Names of the files in which it comes. */
  readonly files: RegExp
  /**
   * Stands in one of the files, or is its name, as long as the version is this one; undefined for
   * what lies in this repository and changes only with it.
   */
  readonly proof: string | undefined
  readonly home: string
}

const spdx = true

// versions as found in the binaries, which were built on Ubuntu 18.04 for both platforms
const INSIDE: readonly InsideWork[] = [
  {
    name: 'postgresql',
    version: '18.4',
    licence: 'PostgreSQL',
    spdx,
    files: /^(postgres|initdb|pg_ctl|lib(pq|ecpg|ecpg_compat|pgtypes)\.so\..+|[a-z0-9_-]+\.so)$/,
    proof: 'PostgreSQL 18.4',
    home: 'https://www.postgresql.org',
  },
  {
    name: 'openssl',
    version: '1.1.1',
    licence: 'OpenSSL',
    spdx,
    files: /^lib(crypto|ssl)\.so\.1\.1$/,
    proof: 'OpenSSL 1.1.1  11 Sep 2018',
    home: 'https://www.openssl.org',
  },
  {
    name: 'icu',
    version: '60.2',
    licence: 'Unicode-DFS-2016',
    spdx,
    files: /^libicu(data|i18n|uc)\.so\.60\.2$/,
    proof: 'libicuuc.so.60.2',
    home: 'https://icu.unicode.org',
  },
  {
    name: 'libxml2',
    version: '2.9.4',
    licence: 'MIT AND ISC',
    spdx,
    files: /^libxml2\.so\.2$/,
    proof: '20904',
    home: 'https://gitlab.gnome.org/GNOME/libxml2',
  },
  {
    name: 'libxslt',
    version: '1.1.29',
    licence: 'MIT',
    spdx,
    files: /^libxslt\.so\.1$/,
    proof: '10129',
    home: 'https://gitlab.gnome.org/GNOME/libxslt',
  },
  {
    name: 'zlib',
    version: '1.2.11',
    licence: 'Zlib',
    spdx,
    files: /^libz\.so\.1$/,
    proof: 'deflate 1.2.11 ',
    home: 'https://zlib.net',
  },
  {
    name: 'xz',
    version: '5.2.2',
    licence: 'public domain',
    spdx: false,
    files: /^liblzma\.so\.5$/,
    proof: '5.2.2',
    home: 'https://tukaani.org/xz/',
  },
  {
    name: 'ossp-uuid',
    version: '1.6.2',
    licence: 'MIT',
    spdx,
    files: /^libossp-uuid\.so\.16$/,
    proof: 'OSSP uuid 1.6.2',
    home: 'http://www.ossp.org/pkg/lib/uuid/',
  },
  {
    name: 'libatomic',
    version: '12.2.0',
    licence: 'GPL-3.0-or-later WITH GCC-exception-3.1',
    spdx,
    files: /^libatomic\.so\.1$/,
    proof: undefined,
    home: 'https://gcc.gnu.org',
  },
]

export interface FoundWork extends InsideWork {
  readonly text: string
  /** Below the folder that was searched, in order. */
  readonly places: readonly string[]
}

/**
 * Looks which of the works lie in a folder, and has each one's text.
 *
 * @throws Error for a program or library that belongs to none of them, has no text, or is of
 *   another version than was looked at
 */
export function findInside(folder: string, texts: string): FoundWork[] {
  const binaries = listBinaries(folder)
  const strange = binaries.filter((file) => !INSIDE.some(({ files }) => files.test(basename(file))))
  if (strange.length > 0) throw new Error(`no licence is known for ${strange.join(', ')}`)
  return INSIDE.flatMap((work) => {
    const own = binaries.filter((file) => work.files.test(basename(file)))
    if (own.length === 0) return []
    if (!own.some((file) => proves(file, work.proof))) {
      throw new Error(`${work.name} is no longer ${work.version}`)
    }
    const text = readFileSync(join(texts, `${work.name}.txt`), 'utf8').trim()
    return [{ ...work, text, places: own.map((file) => relative(folder, file)) }]
  })
}

function proves(file: string, proof: string | undefined): boolean {
  if (proof === undefined || basename(file) === proof) return true
  return readFileSync(file, 'latin1').includes(proof)
}

const NO_LIBRARIES = ['node', 'modules', 'napi', 'unicode', 'cldr']

/** What Node's program is made of, as it tells itself; the texts are in its own LICENSE. */
export function listInsideNode(): { readonly name: string; readonly version: string }[] {
  return Object.entries(process.versions)
    .filter(([name, version]) => version && !NO_LIBRARIES.includes(name))
    .map(([name, version = '']) => ({ name, version }))
}

/** Programs and shared libraries, told by their first bytes; Node's program has a package of its own. */
function listBinaries(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /\.so(\.|$)|\/bin\//.test(file) && !file.includes('/node-linux-'))
    .filter((file) => readFileSync(file).subarray(0, 4).toString('latin1') === '\x7fELF')
    .sort()
}
