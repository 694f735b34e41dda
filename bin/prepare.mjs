/**
 * Installs what is missing, before anything else of Yimen can run. Node 20 and its own modules are
 * all there is at this point, so nothing here may need a package or a newer Node. What is loaded
 * here must also load on Node 14, which is to be told that it is too old.
 *
 * All it says goes to stderr: the output of a command behind it may be JSON.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  readFileSync,
  realpathSync,
} from 'node:fs'
import { mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 20
/** The program itself runs on this one, which the packages bring along. */
const OWN_NODE = 26

/** What the user can mend; shown without a stack. */
class PrepareError extends Error {}

/**
 * Makes `node_modules` match `package-lock.json`; with `test`, also looks for what the browser
 * tests need. Returns at once when nothing is missing.
 */
export async function prepare({
  root = resolve(dirname(fileURLToPath(import.meta.url)), '..'),
  test = false,
  nodeVersion = process.versions.node,
} = {}) {
  assertNode(nodeVersion)
  const stamp = computeStamp(root)
  if (!isInstalled(root, stamp)) {
    await withLock(root, async (share) => {
      // another prepare may have done it while we waited
      if (!isInstalled(root, stamp)) await install(root, stamp, nodeVersion, share)
    })
  }
  if (test && missingForBrowserTests().length > 0) {
    await withLock(root, prepareBrowserTests)
  }
}

function assertNode(version) {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return
  throw new PrepareError(
    `需要 Node.js ${OLDEST_NODE} 或更新的版本，这里是 ${version}；请先升级 Node.js，再重新运行。` +
      `\n(Node.js ${OLDEST_NODE} or newer is needed, this is ${version}.)`,
  )
}

function computeStamp(root) {
  const path = join(root, 'package-lock.json')
  if (!existsSync(path)) {
    throw new PrepareError(
      `程序目录不完整，缺少 ${path}；请重新获取完整的程序。\n(package-lock.json is missing.)`,
    )
  }
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
  return `${hash} ${process.platform} ${process.arch}\n`
}

function stampPath(root) {
  return join(root, 'node_modules', '.installed')
}

function isInstalled(root, stamp) {
  try {
    return readFileSync(stampPath(root), 'utf8') === stamp
  } catch {
    return false
  }
}

async function install(root, stamp, nodeVersion, share) {
  say('正在安装依赖，第一次需要一两分钟……')
  // a failure halfway must not leave the stamp of the state before
  await rm(stampPath(root), { force: true })
  // one clone has one state, whatever NODE_ENV or the user's npm settings leave out
  const words = ['ci', '--include=dev', '--include=optional']
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const { code, signal } = await run([...findNpm(root), ...words, ...quiet], {
    cwd: root,
    onStart: share,
  })
  if (signal !== null) throw new PrepareError('安装被中断；请重新运行。\n(Interrupted.)')
  if (code !== 0) {
    throw new PrepareError(
      `安装依赖没有成功（npm 退出码 ${code}，原因见上）；请检查网络、npm 的软件源设置和磁盘空间，再重新运行。` +
        `\n(npm ci failed with exit code ${code}: check the network, npm's registry setting and the disk.)`,
    )
  }
  assertOwnNode(root, nodeVersion)
  // npm makes no folder when there is nothing to put in it
  await mkdir(dirname(stampPath(root)), { recursive: true })
  await writeFile(stampPath(root), stamp)
}

/** Installed is not enough: on a system with another C library the program is there but fails. */
function assertOwnNode(root, nodeVersion) {
  const path = join(root, 'node_modules', '.bin', 'node')
  const { status, stderr } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (status === 0) return
  if (Number.parseInt(nodeVersion, 10) >= OWN_NODE) return
  const platform = `${process.platform}-${process.arch}`
  throw new PrepareError(
    `没有可在本机（${platform}）运行的 Node.js ${OWN_NODE}；请自行安装 Node.js ${OWN_NODE} 或更新的版本，或者补上它缺少的系统库，再重新运行。` +
      `\n(The packages bring no Node.js ${OWN_NODE} that runs on ${platform}: install one yourself, or the library that it lacks.)` +
      `\n${stderr ?? ''}`.trimEnd(),
  )
}

/**
 * The npm that runs us, or one beside our Node, or on PATH. It must not run on the Node inside
 * node_modules, since that is removed first.
 */
function findNpm(root) {
  const { npm_execpath: given = '', npm_node_execpath: givenNode } = process.env
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const isOutside = (path) =>
    existsSync(path) && !realpathSync(path).startsWith(realpathSync(root) + sep)
  const nodes = [givenNode, process.execPath, ...folders.map((folder) => join(folder, 'node'))]
  const node = nodes.find((path) => path && isOutside(path)) ?? process.execPath
  // other package managers set npm_execpath, too
  if (/npm-cli\.[cm]?js$/.test(given) && existsSync(given)) return [node, given]
  const places = [dirname(process.execPath), dirname(node), ...folders]
  const npm = places.map((folder) => join(folder, 'npm')).find(isOutside)
  if (npm === undefined) {
    throw new PrepareError(
      '找不到 npm；请安装带 npm 的 Node.js，再重新运行。\n(npm was not found beside Node.js nor on PATH.)',
    )
  }
  const real = realpathSync(npm)
  return real.endsWith('.js') ? [node, real] : [npm]
}

/** Chromium draws the pages, the font their text; with neither the browser tests are skipped. */
function missingForBrowserTests() {
  const missing = []
  const browsers = ['chromium', 'chromium-browser', 'google-chrome']
  if (!browsers.some((name) => existsSync(`/usr/bin/${name}`))) missing.push('chromium')
  const fonts = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' })
  if (!fonts.stdout?.trim()) missing.push('fonts-noto-cjk')
  return missing
}

/** No failure here is fatal: the tests that need a browser are then counted as skipped. */
async function prepareBrowserTests() {
  const missing = missingForBrowserTests()
  if (missing.length === 0) return
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  const hasApt = existsSync('/usr/bin/apt-get')
  if (!hasApt || process.getuid?.() !== 0) {
    const hint = hasApt ? `sudo ${line}` : `请安装 Chromium 和一种中文字体（${missing.join('、')}）`
    say(`浏览器测试缺少 ${missing.join('、')}，将被跳过；要运行它们：${hint}`)
    return
  }
  say(`正在安装浏览器测试需要的 ${missing.join('、')}……`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // an offline machine should fail soon, a machine that installs something else should wait
  const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20']
  const apt = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120', ...patience]
  // dpkg tells of every package; what goes wrong is on stderr
  const options = { cwd: '/', env, stdout: 'ignore' }
  const update = await run([...apt, 'update'], options)
  const install = ['install', '-y', '--no-install-recommends', ...missing]
  const { code } = update.code === 0 ? await run([...apt, ...install], options) : update
  if (code !== 0) say(`没有装上，浏览器测试将被跳过；要运行它们：${line}`)
}

/** Runs a program with its output on our stderr, and passes on what would end us. */
function run([program, ...words], { cwd, env = process.env, stdout = 2, onStart }) {
  return new Promise((done) => {
    const child = spawn(program, words, { cwd, env, stdio: ['ignore', stdout, 2] })
    if (child.pid !== undefined) onStart?.(child.pid)
    const stop = (signal) => child.kill(signal)
    process.on('SIGINT', stop).on('SIGTERM', stop)
    const finish = (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      done({ code, signal })
    }
    child.on('error', (error) => {
      say(error.message)
      finish(127, null)
    })
    child.on('close', finish)
  })
}

const LONGEST_WAIT_MS = 15 * 60_000

/**
 * One prepare at a time in a clone: `npm ci` begins by emptying node_modules. The lock is in
 * `var`, which git ignores and npm leaves alone.
 */
async function withLock(root, work) {
  const folder = join(root, 'var')
  const lock = join(folder, 'prepare.lock')
  try {
    accessSync(root, constants.W_OK)
    if (existsSync(join(root, 'node_modules')))
      accessSync(join(root, 'node_modules'), constants.W_OK)
    await takeLock(folder, lock)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
    throw new PrepareError(
      `当前用户不能写入程序目录 ${root}；请换用拥有该目录的用户，或者先用 chown -R 改变它的所有者。` +
        `\n(The folder cannot be written: ${error.message})`,
    )
  }
  // an npm that outlives us, when we are killed, still holds the lock
  const share = (pid) => appendFileSync(join(lock, 'owner'), `\n${describeProcess(pid)}`)
  try {
    await work(share)
  } finally {
    await rm(lock, { recursive: true, force: true })
    // made only for the lock, perhaps; otherwise it is not empty and stays
    await rmdir(folder).catch(() => undefined)
  }
}

async function takeLock(folder, lock) {
  const start = Date.now()
  let told = false
  for (;;) {
    if (await tryLock(folder, lock)) return
    if (await removeIfStale(lock)) continue
    if (!told && Date.now() - start > 1_000) {
      told = true
      say('另一个进程正在安装依赖，等它完成……')
    }
    if (Date.now() - start > LONGEST_WAIT_MS) {
      throw new PrepareError(
        `等了十五分钟，另一个进程仍在安装；请结束它，删除 ${lock}，再重新运行。` +
          '\n(Another prepare holds the lock.)',
      )
    }
    await pause(100)
  }
}

/** The lock appears with its owner inside, by renaming; on a lock that is held, that fails. */
async function tryLock(folder, lock) {
  await mkdir(folder, { recursive: true })
  let fresh
  try {
    fresh = await mkdtemp(`${lock}.new-`)
    await writeFile(join(fresh, 'owner'), describeProcess(process.pid))
    await rename(fresh, lock)
    return true
  } catch (error) {
    if (fresh) await rm(fresh, { recursive: true, force: true })
    // ENOENT: another one, leaving, removed the empty `var` under us
    if (['EEXIST', 'ENOTEMPTY', 'ENOENT'].includes(error.code)) return false
    throw error
  }
}

/** The owner was killed. Renamed first, and put back should a quicker one have taken the lock. */
async function removeIfStale(lock) {
  const owner = readOwner(lock)
  if (owner === undefined || owner.split('\n').some(isRunning)) return false
  const aside = `${lock}.stale-${process.pid}`
  try {
    await rename(lock, aside)
  } catch {
    return true
  }
  if (
    readOwner(aside) !== owner &&
    (await rename(aside, lock).then(
      () => true,
      () => false,
    ))
  ) {
    return false
  }
  await rm(aside, { recursive: true, force: true })
  return true
}

function readOwner(lock) {
  try {
    return readFileSync(join(lock, 'owner'), 'utf8')
  } catch {
    return undefined
  }
}

function isRunning(owner) {
  const pid = Number.parseInt(owner, 10)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code === 'ESRCH') return false
  }
  const now = describeProcess(pid)
  return now === owner || now.endsWith('?') || owner.endsWith('?')
}

/** With its time of start, where the system tells it: a pid is used again after a restart. */
function describeProcess(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
    return `${pid} ${fields[19]}`
  } catch {
    return `${pid} ?`
  }
}

function pause(milliseconds) {
  return new Promise((done) => {
    setTimeout(done, milliseconds)
  })
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await prepare({ test: process.argv.includes('--test') })
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error
    say(error.message)
    process.exitCode = 1
  }
}
