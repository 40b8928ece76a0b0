import { removeEmbeddedData } from '@shop/postgres/embedded'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder for a shop's data. Not mkdtemp: its folder is closed to the user that PostgreSQL runs as when we are root. */
export function makeDataFolder(): string {
  const folder = join(tmpdir(), `shop-e2e-${process.pid}-${randomUUID().slice(0, 8)}`)
  mkdirSync(folder)
  return folder
}

/** Removes all that starts of the shop have written for this folder, wherever that is. */
export async function removeDataFolder(folder: string): Promise<void> {
  await removeEmbeddedData(join(folder, 'postgres'))
  await removeEmbeddedData(join(folder, 'distributed', 'postgres'))
  rmSync(folder, { recursive: true, force: true })
}
