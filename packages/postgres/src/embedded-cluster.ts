import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EmbeddedBinaries } from './embedded-binaries.ts'
import type { EmbeddedLocation } from './embedded-location.ts'

/** Environment for PostgreSQL's programs: none of the caller's PG* variables may turn them elsewhere. */
export const SERVER_ENVIRONMENT = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
}

/**
 * Makes sure that the cluster (PostgreSQL's word for a server's data) and the superuser's password exist, and answers
 * the password. Two starts at once and a kill in the middle are fine: a cluster gets its name when it is complete.
 */
export async function ensureCluster(
  location: EmbeddedLocation,
  binaries: EmbeddedBinaries,
  options: { fsync: boolean; log: (line: string) => void },
): Promise<string> {
  removeDrafts(location)
  if (existsSync(location.cluster)) {
    assertVersion(location, binaries)
    return readPassword(location)
  }
  const password = ensurePassword(location)
  options.log('creating the database cluster')
  const draft = `${location.cluster}-${process.pid}-${randomBytes(4).toString('hex')}`
  mkdirSync(draft, { mode: 0o700 })
  if (location.user) chownSync(draft, location.user.uid, location.user.gid)
  await runInitdb(draft, location, binaries, options.fsync)
  try {
    renameSync(draft, location.cluster)
  } catch (error) {
    rmSync(draft, { recursive: true })
    // Another start of the same folder was faster; its cluster has the same password.
    if (!existsSync(location.cluster)) throw error
  }
  return password
}

async function runInitdb(
  draft: string,
  location: EmbeddedLocation,
  binaries: EmbeddedBinaries,
  fsync: boolean,
): Promise<void> {
  // The locale C sorts by code point and is the same on every machine; text is UTF-8 all the same.
  const settings = ['--locale=C', '--encoding=UTF8', '--username=postgres', '--auth=scram-sha-256', '--no-instructions']
  const options = [`--pwfile=${location.passwordFile}`, `--pgdata=${draft}`, ...(fsync ? [] : ['--no-sync'])]
  try {
    await promisify(execFile)(binaries.initdb, [...settings, ...options], {
      ...location.user,
      cwd: location.folder,
      env: SERVER_ENVIRONMENT,
    })
  } catch (error) {
    rmSync(draft, { recursive: true })
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`the database cluster in ${location.folder} could not be created: ${output}`, { cause: error })
  }
}

function ensurePassword(location: EmbeddedLocation): string {
  const draft = `${location.passwordFile}-${randomBytes(4).toString('hex')}`
  writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (location.user) chownSync(draft, location.user.uid, location.user.gid)
  try {
    // A link appears with its whole content or not at all, and never replaces the password of another start.
    linkSync(draft, location.passwordFile)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  return readPassword(location)
}

/** The superuser's password. Throws when its file is gone. */
export function readPassword(location: Pick<EmbeddedLocation, 'folder' | 'passwordFile'>): string {
  try {
    return readFileSync(location.passwordFile, 'utf8')
  } catch (error) {
    throw new Error(
      `the password of the database in ${location.folder} cannot be read; remove the folder to start anew`,
      {
        cause: error,
      },
    )
  }
}

function assertVersion(location: EmbeddedLocation, binaries: EmbeddedBinaries): void {
  const version = readFileSync(join(location.cluster, 'PG_VERSION'), 'utf8').trim()
  if (version === binaries.majorVersion) return
  throw new Error(
    `the database files in ${location.folder} are of PostgreSQL ${version}, this is ${binaries.majorVersion}; ` +
      'dump them with the old version, or remove the folder to start anew',
  )
}

function removeDrafts(location: EmbeddedLocation): void {
  for (const name of readdirSync(location.folder)) {
    const maker = /^cluster-(\d+)-/.exec(name)?.[1]
    if (maker && !isAlive(Number(maker))) rmSync(join(location.folder, name), { recursive: true, force: true })
  }
}

/** Whether a process has this id, ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
