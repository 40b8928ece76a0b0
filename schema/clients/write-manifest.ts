import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestText, readClientOperations, readRegisteredVersions } from './client-operations.ts'
import type { ManifestOperation } from './client-operations.ts'

/** An operation with those who ask it. A version is null for what is written now and belongs to none yet. */
export type AskedOperation = ManifestOperation & { clients: { name: string; versions: (string | null)[] }[] }

/** All operations of all clients: those that are written now, and those of every version that is registered. */
export function collectOperations(folder: string): AskedOperation[] {
  const byId = new Map<string, AskedOperation>()
  const add = ({ id, name, type, body }: ManifestOperation, client: string, version: string | null): void => {
    const asked = byId.get(id) ?? { id, name, type, body, clients: [] }
    byId.set(id, asked)
    const known = asked.clients.find((one) => one.name === client)
    if (known) known.versions.push(version)
    else asked.clients.push({ name: client, versions: [version] })
  }
  for (const operation of readClientOperations(folder, null, [])) add(operation, operation.client, null)
  for (const { client, version, operations } of readRegisteredVersions(folder)) {
    for (const operation of operations) add(operation, client, version)
  }
  return [...byId.values()]
}

/** Whether `<folder>/manifest.json` was stale. With `check` it is left as it is. */
export function writeManifest(folder: string, check = false): boolean {
  const file = join(folder, 'manifest.json')
  const text = manifestText(collectOperations(folder))
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false
  if (!check) writeFileSync(file, text)
  return true
}
