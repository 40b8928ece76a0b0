// @ts-check
// Runs before every npm command of this repository (the `pre…` scripts): installs the packages when they are missing or
// stale and generates code. Plain JavaScript, Node's own modules only, because it runs before Node 24 is there:
// docs/decisions/0001-node-through-npm.md. Silent when there is nothing to do; it speaks on stderr, so that
// `npm run --silent keys > .env` stays clean.
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatorsToRun, runGenerators } from './bootstrap/generate.mjs'
import { ensureRuntime, install, isInstalled, lockHash } from './bootstrap/install.mjs'
import { acquireLock } from './bootstrap/lock.mjs'
import { readStamp, writeStamp } from './bootstrap/stamp.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
/** A full install serves production too, so `npm start` after `npm test` installs nothing. @type {'production' | 'full'} */
const mode = process.argv.includes('--omit=dev') ? 'production' : 'full'

try {
  await bootstrap()
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function bootstrap() {
  if (isReady()) return
  if (!isWritable(root)) {
    // A read-only checkout that has its packages may run: what it lacks is at most our own stamp.
    if (existsSync(join(root, 'node_modules', '.package-lock.json'))) return
    throw new Error(`The packages are not installed, and ${root} is read-only. Run npm ci where it can be written.`)
  }
  const release = await acquireLock(join(root, '.bootstrap.lock'))
  try {
    // Another process may have done the work while this one waited.
    if (isReady()) return
    const lock = lockHash(root)
    const before = readStamp(root)
    // Never less than there was: `npm start` after a pull must not take the developer's tools away.
    const wanted = before.mode === 'full' ? 'full' : mode
    if (!isInstalled(root, wanted)) await install(root, wanted)
    ensureRuntime(root)
    const generated = await runGenerators(root, generatorsToRun(root, mode, lock, before))
    writeStamp(root, { lock, mode: wanted, generated: { ...before.generated, ...generated } })
  } finally {
    release()
  }
}

function isReady() {
  const stamp = readStamp(root)
  const lock = lockHash(root)
  const installed = stamp.lock === lock && (stamp.mode === 'full' || stamp.mode === mode)
  return installed && generatorsToRun(root, mode, lock, stamp).length === 0
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EROFS', 'EACCES', 'EPERM'].includes(String(error.code)))
      return false
    throw error
  }
}
