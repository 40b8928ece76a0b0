import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Makes a folder, with those above it, unless it is there, and tries whether it can be written. Throws the system's error when it cannot.
 * Trying is sure where mode bits are not: as root, on a read-only mount, in a file system that has no files of ours.
 */
export function makeWritableFolder(folder: string, mode: number): void {
  const above = dirname(folder)
  // A drive that is not there is above itself.
  if (above !== folder && !existsSync(above)) makeWritableFolder(above, mode)
  // Never `recursive`: where a folder that is there takes none, as /proc does, Node 24 would try for ever (ENOENT, and it is there).
  if (!existsSync(folder)) makeFolder(folder, mode)
  rmdirSync(mkdtempSync(join(folder, 'probe-')))
}

function makeFolder(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Another start was faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
