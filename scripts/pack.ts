/**
 * `npm run pack [-- --platform linux-x64|linux-arm64 --out dist]`: one archive with all that a
 * machine without network needs: program, Node, PostgreSQL, packages, licences, bill of materials,
 * hashes, install script. Another platform's packages are fetched and checked against the lock.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findInside } from './pack/inside.ts'
import { billOfMaterials, type LockedPackage, thirdPartyLicences } from './pack/licences.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PLATFORMS = ['linux-x64', 'linux-arm64']
/** Install script, unit, texts of licences, and the library that Node needs and a bare system lacks. */
const PACKAGING = join(ROOT, 'packaging')
/**
 * Not for running: headers, static libraries. Languages that need interpreters which are not there,
 * and one extension under Perl's licence; Yimen uses none of them.
 */
const LEFT_OUT =
  /\/node-linux-[^/]+\/include(\/|$)|\/native\/lib\/.*(\.a|\/pgxs|\/pkgconfig)(\/|$)|\/native\/.*(plperl|plpython|pltcl|fuzzystrmatch)/
/** What runs; tests, scripts and settings of tools stay behind. */
const SHIPPED =
  /^(bin|data|docs|migrations|src|tools)\/|^(CHANGELOG|LICENSE|NOTICE|README|SECURITY)|^package(-lock)?\.json$/

const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: `${process.platform}-${process.arch}` },
    out: { type: 'string', default: 'dist' },
  },
})
const { platform } = values
if (!PLATFORMS.includes(platform)) {
  console.error(`no archive for ${platform}; there are: ${PLATFORMS.join(', ')}`)
  process.exit(2)
}
const [os = '', cpu = ''] = platform.split('-')

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string
}
const commit = git('rev-parse', '--short=10', 'HEAD')
const madeAt = git('log', '-1', '--format=%cI')
const name = `yimen-${version}-${commit}-${platform}`
const out = resolve(values.out)
mkdirSync(out, { recursive: true })
const work = mkdtempSync(join(out, '.pack-'))
try {
  const stage = join(work, name)
  mkdirSync(stage)
  copyProgram(stage)
  const packages = listPackages()
  for (const one of packages) placePackage(stage, one)
  removeLeftOut(join(stage, 'node_modules'))
  linkNode(stage)
  writeFileSync(join(stage, 'node_modules', '.installed'), stampOf(stage))
  cpSync(join(PACKAGING, 'runtime', platform), join(stage, 'runtime'), { recursive: true })
  const inside = findInside(stage, join(PACKAGING, 'licences'))
  writeFileSync(
    join(stage, 'THIRD-PARTY-LICENCES.txt'),
    thirdPartyLicences(stage, packages, inside),
  )
  const sbom = billOfMaterials({ stage, packages, inside, version, madeAt })
  writeFileSync(join(stage, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 1)}\n`)
  writeFileSync(join(stage, 'RELEASE'), `${version} ${commit} ${platform}\n`)
  for (const file of ['install.sh', 'yimen.service']) {
    cpSync(join(PACKAGING, file), join(stage, file))
  }
  chmodSync(join(stage, 'install.sh'), 0o755)
  writeHashes(stage)
  const archive = `${join(out, name)}.tar.gz`
  tar(work, name, archive)
  const hash = createHash('sha256').update(readFileSync(archive)).digest('hex')
  writeFileSync(`${archive}.sha256`, `${hash}  ${basename(archive)}\n`)
  console.log(`${relative(process.cwd(), archive)}\n${hash}`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim()
}

function copyProgram(stage: string): void {
  const files = git('ls-files', '-z')
    .split('\0')
    .filter((file) => SHIPPED.test(file) && !/\.test\.ts$|\/testing\.ts$/.test(file))
  for (const file of files) cpSync(join(ROOT, file), join(stage, file))
}

/** What the lock wants on that platform to run, not to develop. */
function listPackages(): LockedPackage[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage & { dev?: boolean; devOptional?: boolean }>
  }
  const fits = (wanted: string | readonly string[] | undefined, given: string): boolean =>
    wanted === undefined || [wanted].flat().includes(given)
  return Object.entries(lock.packages)
    .filter(([path, one]) => path !== '' && !one.dev && !one.devOptional)
    .filter(([, one]) => fits(one.os, os) && fits(one.cpu, cpu))
    .map(([path, one]) => ({ ...one, path }))
}

function placePackage(stage: string, one: LockedPackage): void {
  const target = join(stage, one.path)
  const here = join(ROOT, one.path)
  if (existsSync(here)) cpSync(here, target, { recursive: true, verbatimSymlinks: true })
  else fetchPackage(target, one)
}

/** From the registry that npm is set to, or its cache; refused when it is not what the lock names. */
function fetchPackage(target: string, one: LockedPackage): void {
  const name = one.path.replace(/^.*node_modules\//, '')
  const folder = mkdtempSync(join(tmpdir(), 'yimen-fetch-'))
  try {
    const [file = ''] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--silent', `${name}@${one.version}`], {
        cwd: folder,
        encoding: 'utf8',
      }),
    ).map((packed: { filename: string }) => packed.filename)
    const bytes = readFileSync(join(folder, file))
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
    if (integrity !== one.integrity) throw new Error(`${name}: not the package of the lock`)
    execFileSync('tar', ['-xzf', file], { cwd: folder })
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(folder, 'package'), target, { recursive: true })
    const hydrate = 'scripts/hydrate-symlinks.js'
    if (existsSync(join(target, hydrate))) {
      execFileSync(process.execPath, [hydrate], { cwd: target })
      for (const program of readdirSync(join(target, 'native/bin'))) {
        chmodSync(join(target, 'native/bin', program), 0o755)
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function removeLeftOut(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (LEFT_OUT.test(path)) rmSync(path, { recursive: true, force: true })
  }
}

/** As npm links it; nothing else in `.bin` is needed. */
function linkNode(stage: string): void {
  const program = readdirSync(join(stage, 'node_modules'))
    .filter((folder) => folder.startsWith('node-'))
    .map((folder) => `../${folder}/bin/node`)[0]
  if (!program) throw new Error(`no Node for ${platform}`)
  mkdirSync(join(stage, 'node_modules/.bin'))
  symlinkSync(program, join(stage, 'node_modules/.bin/node'))
  chmodSync(join(stage, 'node_modules', program.slice(3)), 0o755)
}

/** As bin/prepare.mjs computes it, so that it finds everything installed. */
function stampOf(stage: string): string {
  const hash = createHash('sha256').update(readFileSync(join(stage, 'package-lock.json')))
  return `${hash.digest('hex')} ${os} ${cpu}\n`
}

/** For `sha256sum -c`; links are listed by where they lead. */
function writeHashes(stage: string): void {
  const lines: string[] = []
  const links: string[] = []
  const entries = readdirSync(stage, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const shown = relative(stage, path)
    if (entry.isSymbolicLink()) links.push(`${shown} -> ${readlinkSync(path)}`)
    else if (entry.isFile()) {
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
      lines.push(`${hash}  ${shown}`)
    }
  }
  writeFileSync(join(stage, 'LINKS'), `${links.sort().join('\n')}\n`)
  writeFileSync(join(stage, 'SHA256SUMS'), `${lines.sort().join('\n')}\n`)
}

/** The same commit gives the same bytes: order, owner and time are fixed. */
function tar(folder: string, top: string, archive: string): void {
  const words = ['--sort=name', `--mtime=${madeAt}`, '--owner=0', '--group=0', '--numeric-owner']
  const unfinished = `${archive}.part`
  const { status } = spawnSync(
    'sh',
    ['-c', 'tar "$@" | gzip -n -6 > "$0"', unfinished, ...words, '-cf', '-', '-C', folder, top],
    { stdio: 'inherit' },
  )
  if (status !== 0) throw new Error('tar failed')
  renameSync(unfinished, archive)
}
