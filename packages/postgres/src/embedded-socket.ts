import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EmbeddedLocation } from './embedded-location.ts'
import { isServerOf, readLockFile } from './embedded-orphan.ts'

/** Bytes that every system's path of a socket may have: 104 with the final zero on macOS. */
const LONGEST_PATH = 103

/**
 * The folder of the server's Unix socket, which takes half the processor time of TCP; empty where there can be none. It is the cluster
 * itself, which only the server's user can enter.
 */
export function socketFolder({ cluster }: Pick<EmbeddedLocation, 'cluster'>): string {
  if (process.platform === 'win32') return ''
  return Buffer.byteLength(socketOf(cluster, 65_535)) > LONGEST_PATH ? '' : cluster
}

/** Whether a server of this cluster listens on a socket, too. */
export function hasSocket(cluster: string, port: number): boolean {
  return existsSync(socketOf(cluster, port))
}

/** Removes what a killed server left: its process id may be a stranger's today, and PostgreSQL would not dare to start. */
export function removeStaleSocket({ cluster }: EmbeddedLocation, port: number): void {
  const lock = readLockFile(`${socketOf(cluster, port)}.lock`)
  if (!lock || isServerOf(lock.pid, cluster)) return
  rmSync(`${socketOf(cluster, port)}.lock`, { force: true })
}

function socketOf(folder: string, port: number): string {
  return join(folder, `.s.PGSQL.${port}`)
}
