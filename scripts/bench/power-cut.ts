import { type ChildProcess, execFileSync } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { backUp } from '../../src/apps/backup.ts'
import { openSystem } from '../../src/apps/open-system.ts'
import { openArchive } from '../../src/platform/archive/index.ts'
import { readSettings, type Settings } from '../../src/platform/config/settings.ts'
import { check, countFaults, type Faults, kill, startLoader, type Told, until } from './crash.ts'
import { randomOf } from './generate-budget.ts'

export interface PowerCutOptions {
  readonly rounds: number
  readonly seed: number
  readonly fileSystem: 'ext4' | 'xfs'
  /** Lets PostgreSQL acknowledge before the disk has it, to see that the loss is found. */
  readonly liar?: boolean
  readonly onRound?: (text: string) => void
}

export interface PowerCutReport extends Faults {
  readonly rounds: number
  readonly acknowledged: number
  /** Backups that were said to be written and are not there, or not whole. */
  readonly backupsLost: number
}

const IMAGE_BYTES = 2 * 1024 ** 3

/**
 * Loads onto a file system of its own and cuts it off at a random moment, as a power cut does: what
 * was written and not synced is lost, also of files' names and lengths (Linux, as root: the ioctl
 * that shuts a file system down without its log). Then mounts it again and compares what is there
 * with what was acknowledged.
 */
export async function runPowerCuts(options: PowerCutOptions): Promise<PowerCutReport> {
  const { rounds, seed, fileSystem, onRound } = options
  const folder = await mkdtemp(join(tmpdir(), 'yimen-power-'))
  const disk = new Disk(folder, fileSystem)
  const random = randomOf(seed)
  const told: Told = { done: new Set(), begun: 0, refused: [] }
  const faults = countFaults()
  let backupsLost = 0
  let loader: ChildProcess | undefined
  try {
    await disk.make()
    const settings = readSettings({ YIMEN_DATA: join(disk.mounted, 'data'), YIMEN_DEMO: 'off' })
    await mkdir(settings.dataDir)
    await (await openSystem(settings, { onProgress: () => undefined })).close()
    if (options.liar) {
      await appendFile(join(settings.dataDir, 'postgres/postgresql.auto.conf'), 'fsync = off\n')
      execFileSync('sync', ['-f', disk.mounted])
    }
    for (let round = 0; round < rounds; round += 1) {
      const before = told.done.size
      loader = startLoader(settings.dataDir, told)
      await until(() => told.done.size > before || told.refused.length > 0)
      const backup = await saveBackup(settings, join(disk.mounted, `backup-${round}.zip`))
      await pause(random() * 1_500)
      disk.cut()
      await kill(loader)
      loader = undefined
      disk.endUsers()
      await disk.mountAgain()
      if (told.refused.length > 0) throw new Error(told.refused.join())
      if (!(await isWhole(backup))) backupsLost += 1
      const system = await openSystem(settings, { onProgress: () => undefined })
      const found = await check(system, 0, [...told.done])
      await system.close()
      faults.add(found)
      onRound?.(
        `${round + 1} ${fileSystem}: ${told.done.size} acknowledged, ${faults.counts().lost} lost, ${faults.counts().half} half, ${backupsLost} backups lost`,
      )
      // what was lost stays lost; the next round is to find its own
      if (options.liar && faults.counts().lost > 0) break
    }
    return { rounds, acknowledged: told.done.size, backupsLost, ...faults.counts() }
  } finally {
    if (loader) await kill(loader)
    disk.endUsers()
    disk.unmount()
    await rm(folder, { recursive: true, force: true })
  }
}

async function saveBackup(settings: Settings, path: string): Promise<string> {
  await backUp(settings, path, () => undefined)
  return path
}

/** Every part of it is read and compared with its hash. */
async function isWhole(path: string): Promise<boolean> {
  try {
    const archive = await openArchive(path, 'yimen-backup')
    archive.close()
    return true
  } catch {
    return false
  }
}

/** A file that is a disk, and what is mounted from it. */
class Disk {
  readonly mounted: string
  readonly #image: string
  readonly #kind: string

  constructor(folder: string, kind: string) {
    this.#image = join(folder, 'disk.img')
    this.mounted = join(folder, 'mounted')
    this.#kind = kind
  }

  async make(): Promise<void> {
    const image = await open(this.#image, 'w')
    await image.truncate(IMAGE_BYTES)
    await image.close()
    execFileSync(`mkfs.${this.#kind}`, ['-q', this.#image])
    await mkdir(this.mounted)
    execFileSync('mount', ['-o', 'loop', this.#image, this.mounted])
  }

  /** Nothing that is in memory only reaches the disk from now on; its journal neither. */
  cut(): void {
    const program =
      "import fcntl,os,sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, b'\\2\\0\\0\\0')"
    execFileSync('python3', ['-c', program, this.mounted])
  }

  /** PostgreSQL, which got errors for everything. */
  endUsers(): void {
    try {
      execFileSync('fuser', ['-k', '-KILL', '-m', this.mounted], { stdio: 'ignore' })
    } catch {
      // nobody was there
    }
  }

  async mountAgain(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        execFileSync('umount', [this.mounted], { stdio: 'ignore' })
        break
      } catch (error) {
        // a killed process holds its files for a moment
        if (tries > 100) throw error
        await pause(50)
      }
    }
    // another process's mount namespace may still hold the old one, and its device answers only
    // with errors: what the disk had goes on as a disk of its own
    const copy = `${this.#image}.next`
    execFileSync('cp', ['--sparse=always', this.#image, copy])
    await rename(copy, this.#image)
    execFileSync('mount', ['-o', 'loop', this.#image, this.mounted])
  }

  unmount(): void {
    try {
      execFileSync('umount', ['-l', this.mounted], { stdio: 'ignore' })
    } catch {
      // was not mounted
    }
  }
}

/** `npm run bench -- power --rounds 30` */
export async function benchPower(rounds: number, seed: number): Promise<void> {
  for (const fileSystem of ['ext4', 'xfs'] as const) {
    const report = await runPowerCuts({ rounds, seed, fileSystem, onRound: console.log })
    const { acknowledged, lost, doubled, half, chainBroken, backupsLost } = report
    console.log(`\npower cuts (seed ${seed}) on ${fileSystem}, ${rounds} rounds`)
    console.log(
      `acknowledged ${acknowledged}, lost ${lost}, doubled ${doubled}, half ${half}, chains broken ${chainBroken}, backups lost ${backupsLost}`,
    )
    if (lost + doubled + half + chainBroken + backupsLost > 0) process.exitCode = 1
  }
}
