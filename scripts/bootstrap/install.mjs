// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, delimiter, dirname, join, relative } from 'node:path'

/** The line that runs `.ts` files without a flag and is supported for long. */
const neededMajor = 24

/** @param {string} root */
export function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('base64url')
}

/**
 * Whether node_modules holds what the lock file asks for: compared with npm's own record of what it has installed, so an
 * `npm ci` or `npm install` by hand counts as well. An interrupted install leaves no record.
 * @param {string} root @param {'production' | 'full'} mode
 */
export function isInstalled(root, mode) {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages)
  return wanted.every(([path, entry]) => {
    // Workspaces are links here, and optional packages depend on the platform.
    if (!path.includes('node_modules/') || entry.optional || entry.devOptional || entry.peer) return true
    if (entry.dev && mode === 'production') return true
    return installed[path]?.version === entry.version && installed[path]?.link === entry.link
  })
}

/** @param {string} root @param {'production' | 'full'} mode */
export async function install(root, mode) {
  refuseWithoutRuntime(root)
  const started = Date.now()
  const progress = showProgress(started)
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--include=optional']
  options.push(mode === 'production' ? '--omit=dev' : '--include=dev')
  try {
    if (existsSync(join(root, 'node_modules'))) {
      // In place, because `npm ci` would begin by deleting the packages under a shop that may be running.
      await npm(root, ['install', '--no-save', ...options])
      if (!isInstalled(root, mode)) await npm(root, ['ci', ...options])
    } else {
      await npm(root, ['ci', ...options])
    }
  } finally {
    progress.stop()
  }
  console.error(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/**
 * The Node that the repository's commands run on: the one from npm, or the user's own where npm has none.
 * @param {string} root
 */
export function runtime(root) {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  return existsSync(pinned) ? pinned : process.execPath
}

/** @param {string} root */
function refuseWithoutRuntime(root) {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const platform = `${process.platform}-${process.arch}`
  if (!(`node-${platform}` in optionalDependencies) && !isNewEnough()) throw new Error(tooOld(platform))
}

/**
 * Makes sure that npm's scripts find a Node that is new enough.
 * @param {string} root
 */
export function ensureRuntime(root) {
  const platform = `${process.platform}-${process.arch}`
  const binary = join(root, 'node_modules', `node-${platform}`, 'bin', 'node')
  const link = join(root, 'node_modules', '.bin', 'node')
  // npm 10 installs the package but leaves its `bin` unlinked.
  if (existsSync(binary) && !existsSync(link)) symlinkSync(relative(dirname(link), binary), link)
  if (existsSync(link)) {
    if (spawnSync(link, ['--version']).status === 0) return
    // It wants glibc, so it does not start on Alpine, for example; the user's own Node then takes its place.
    rmSync(link)
  }
  if (!isNewEnough()) throw new Error(tooOld(`${platform} as it is here`))
}

function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= neededMajor
}

/** @param {string} platform */
function tooOld(platform) {
  return `Node ${neededMajor} or newer is needed, and this is ${process.version}. npm brings a Node along for Linux with glibc on x64 and arm64, but not for ${platform}: please install Node ${neededMajor} (https://nodejs.org) and try again.`
}

/**
 * Runs npm under the Node that started it, never under the pinned one: that is among the files which npm replaces.
 * @param {string} root @param {string[]} args
 * @returns {Promise<void>}
 */
function npm(root, args) {
  const script = process.env['npm_execpath']
  const node = process.env['npm_node_execpath']
  const known = script !== undefined && node !== undefined && /^npm-cli\.c?js$/.test(basename(script))
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')))
  const child = spawn(known ? node : 'npm', known ? [script, ...args] : args, {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: !known && process.platform === 'win32',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const kill = () => child.kill()
  process.once('SIGTERM', kill).once('SIGINT', kill)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.off('SIGTERM', kill).off('SIGINT', kill)
      if (code === 0) resolve()
      else reject(new Error(`${shorten(output)}\n\nnpm ${args.join(' ')} failed (${signal ?? `exit code ${code}`}).`))
    })
  })
}

/**
 * The cause comes first in npm's output; its usage text would push it out of sight.
 * @param {string} output
 */
function shorten(output) {
  return output.trim().split('\n').slice(0, 40).join('\n')
}

/** @param {number} started */
function showProgress(started) {
  const text = 'Installing packages (package-lock.json is new or has changed) …'
  if (!process.stderr.isTTY) {
    console.error(text)
    return { stop() {} }
  }
  const draw = () => process.stderr.write(`\r${text} ${Math.round((Date.now() - started) / 1000)} s `)
  draw()
  const timer = setInterval(draw, 1000)
  return {
    stop() {
      clearInterval(timer)
      process.stderr.write('\n')
    },
  }
}
