import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeWritableFolder } from '@shop/postgres/make-folder'

const CHECKOUT = resolve(import.meta.dirname, '../..')

/** Where the databases and keys of the standalone shop are kept. */
export type DataFolder = { path: string; reason: 'asked' | 'checkout' | 'read-only checkout' }

/**
 * `.data` in the checkout, unless another folder is asked for, by `--data` or DATA_FOLDER. A checkout that cannot be written to (a read-only mount, another
 * user's) keeps its data in the user's state folder (XDG Base Directory Specification), so that the shop starts all the same.
 */
export function chooseDataFolder(asked: string | undefined, environment: NodeJS.ProcessEnv): DataFolder {
  const wanted = asked || environment.DATA_FOLDER
  if (wanted) return { path: assertNoFile(resolve(wanted)), reason: 'asked' }
  const inCheckout = join(CHECKOUT, '.data')
  if (canWrite(inCheckout)) return { path: inCheckout, reason: 'checkout' }
  const state = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  return { path: join(state, 'commerce-supergraph'), reason: 'read-only checkout' }
}

/**
 * Makes the folder, unless it is there. Others may pass, which PostgreSQL's own user needs when we are root; what is secret in there is closed
 * itself. Throws with the names of the settings when it cannot be made, or not be written.
 */
export function makeDataFolder(path: string): void {
  try {
    makeWritableFolder(path, 0o711)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const choose = 'choose another one with --data or DATA_FOLDER'
    throw new Error(`the data folder ${path} cannot be written: ${choose} (${reason})`, { cause: error })
  }
}

function assertNoFile(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) throw new Error(`${path} is no folder`)
  return path
}

function canWrite(folder: string): boolean {
  try {
    // The checkout first: on a read-only mount, a recursive mkdir says ENOENT instead of EROFS.
    accessSync(existsSync(folder) ? folder : CHECKOUT, constants.W_OK)
    mkdirSync(folder, { recursive: true, mode: 0o711 })
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false
    throw error
  }
}
