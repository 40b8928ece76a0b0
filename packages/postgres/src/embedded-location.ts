import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, existsSync, lstatSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { makeWritableFolder } from './make-folder.ts'

/** Whom the server runs as; undefined means as ourselves. */
export type ServerUser = { uid: number; gid: number } | undefined

/** Where the server's files are: the cluster itself, its superuser's password, its log. */
export type EmbeddedLocation = {
  folder: string
  cluster: string
  passwordFile: string
  logFile: string
  user: ServerUser
}

/** `nobody`: has no files of its own on any system, so it can neither hurt nor be hurt. */
const NOBODY = { uid: 65534, gid: 65534 }

/** Kept over a restart of the machine, unlike /tmp; the same at every start, unlike TMPDIR. */
const SHARED_FOLDERS = ['/var/tmp', '/tmp', tmpdir()]

/**
 * Decides where the files of an embedded server are and whom it runs as, and creates the folder.
 *
 * PostgreSQL refuses to run as root. As root we therefore run it as the owner of the existing cluster, or as nobody;
 * when that user cannot reach the wished folder (a checkout under a home of mode 0700), the files go to a folder of
 * /var/tmp that is named after the wished one. Throws with a reason in words when no place is possible.
 */
export function locateEmbedded(wishedFolder: string, log: (line: string) => void): EmbeddedLocation {
  const wished = resolve(wishedFolder)
  if (process.getuid?.() !== 0) {
    assertOwned(wished)
    makeFolder(wished)
    return describe(wished, undefined)
  }
  makeFolder(wished)
  const user = ownerOfCluster(wished) ?? NOBODY
  if (makeReachable(wished, user)) return describe(wished, user)

  const substitute = substituteFolder(wished)
  makeFolder(substitute)
  const { uid } = lstatSync(substitute)
  if (uid !== 0 && uid !== NOBODY.uid) {
    throw new Error(
      `${substitute} belongs to user ${uid}; it is needed for the database files. Remove it, or do not run as root`,
    )
  }
  if (!makeReachable(substitute, NOBODY)) {
    throw new Error(
      `PostgreSQL does not run as root, and user ${NOBODY.uid} can reach neither ${wished} nor ${substitute}`,
    )
  }
  log(`running as root: the database files are in ${substitute}, because PostgreSQL's own user cannot reach ${wished}`)
  return describe(substitute, NOBODY)
}

/** Every folder that a start with this wished folder may have used; for emptying them. */
export function possibleFolders(wishedFolder: string): string[] {
  const wished = resolve(wishedFolder)
  return [wished, substituteFolder(wished)].filter((folder) => existsSync(folder))
}

function describe(folder: string, user: ServerUser): EmbeddedLocation {
  return {
    folder,
    cluster: join(folder, 'cluster'),
    passwordFile: join(folder, 'password'),
    logFile: join(folder, 'server.log'),
    user,
  }
}

function substituteFolder(wished: string): string {
  const shared = SHARED_FOLDERS.find((folder) => existsSync(folder)) ?? tmpdir()
  return join(shared, `shop-postgres-${createHash('sha256').update(wished).digest('hex').slice(0, 12)}`)
}

function makeFolder(folder: string): void {
  try {
    makeWritableFolder(folder, 0o755)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the data folder ${folder} cannot be written (${reason}); choose another one`, { cause: error })
  }
}

function assertOwned(folder: string): void {
  const owner = ownerOfCluster(folder)
  if (owner && process.getuid && owner.uid !== process.getuid()) {
    throw new Error(
      `the database files in ${folder} belong to user ${owner.uid} (an earlier start as root?); choose another data folder, or remove them as that user`,
    )
  }
}

function ownerOfCluster(folder: string): { uid: number; gid: number } | undefined {
  const cluster = join(folder, 'cluster')
  if (!existsSync(cluster)) return undefined
  const { uid, gid } = statSync(cluster)
  return uid === 0 ? undefined : { uid, gid }
}

function makeReachable(folder: string, user: { uid: number; gid: number }): boolean {
  if (canEnter(folder, user)) return true
  if (!canEnter(dirname(folder), user)) return false
  // Only the folder itself is closed (made by mkdtemp, for example): it is ours to hand over.
  chownSync(folder, user.uid, user.gid)
  return canEnter(folder, user)
}

/** Asks the kernel instead of reading mode bits: access lists and user namespaces count too. */
function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  const result = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' })
  if (result.error) {
    throw new Error(
      `PostgreSQL does not run as root, and this process may not become user ${user.uid} (${result.error.message}). ` +
        'Start as an ordinary user, or use a PostgreSQL server of your own',
      { cause: result.error },
    )
  }
  return result.status === 0
}
