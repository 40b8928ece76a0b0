import { globSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { GraphQLError, Kind, parse, print } from 'graphql'
import { CheckFailure } from '../check-failure.ts'
import type { ClientUse } from '../result.ts'
import { readFromDisk } from '../sources/read-subgraphs.ts'
import type { ReadSide } from '../sources/read-sides.ts'
import { type AskedOperation, signatureOf } from './known-operation.ts'

/**
 * Reads the registered operations of both sides: `<client>/<name>.graphql`, or `<client>/<version>/<name>.graphql`. The base's
 * too, because clients that run do not change when their operation is edited together with the schema.
 *
 * @throws CheckFailure when a file of the head is no GraphQL
 */
export function readRegistered(folder: string, root: string, base: ReadSide, head: ReadSide): AskedOperation[] {
  const found = new Map<string, AskedOperation>()
  const known = new Map<string, string>()
  for (const side of [head, base]) {
    const files = listOperations(folder, side)
    for (const [file, text] of side.supergraph === null ? side.readFiles(files) : readFromDisk(files)) {
      // Most files are the same on both sides.
      if (text === null || known.get(file) === text) continue
      known.set(file, text)
      addFile(found, { folder, root, file, text, isHead: side === head })
    }
  }
  return [...found.values()]
}

function listOperations(folder: string, side: ReadSide): string[] {
  if (side.listFiles) return side.listFiles(folder).filter((file) => file.endsWith('.graphql'))
  return globSync('**/*.graphql', { cwd: folder }).map((file) => join(folder, file))
}

function addFile(
  found: Map<string, AskedOperation>,
  { folder, root, file, text, isHead }: { folder: string; root: string; file: string; text: string; isHead: boolean },
): void {
  const [client, ...rest] = relative(folder, file).split(sep)
  // A file beside the clients' folders belongs to no client.
  if (client === undefined || rest.length === 0) return
  const use: ClientUse = {
    name: client,
    version: rest.length > 1 ? (rest[0] ?? null) : null,
    origin: 'registered',
    requests: 0,
    lastSeen: null,
  }
  try {
    const document = parse(text)
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
    if (!operation) return
    const signature = signatureOf(print(document))
    const known = found.get(signature)
    if (known) {
      if (!known.uses.some(({ name, version }) => name === use.name && version === use.version)) known.uses.push(use)
      return
    }
    found.set(signature, {
      signature,
      name: operation.name?.value ?? null,
      text: text.trim(),
      uses: [use],
      file: `${relative(root, file)}:${operation.loc?.startToken.line ?? 1}`,
      variables: null,
    })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    // What the base had wrong cannot be repaired any more.
    if (!isHead) return
    throw new CheckFailure(`${relative(root, file)}:${error.locations?.[0]?.line ?? 1}: ${error.message}`)
  }
}
