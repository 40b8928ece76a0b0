import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { Kind, parse, print } from 'graphql'
import type { DocumentNode } from 'graphql'

/** One entry of a manifest, in the format of Apollo's generate-persisted-query-manifest: `id` is the SHA-256 of `body`. */
export type ManifestOperation = { id: string; name: string; type: string; body: string }

/** An operation of a client as it is written now; `file` is relative to the folder of all clients. */
export type ClientOperation = ManifestOperation & {
  client: string
  file: string
  text: string
  document: DocumentNode
}

/** What a version of a client asks that was released: it goes on asking that, whatever is written now. */
export type RegisteredVersion = { client: string; version: string; operations: ManifestOperation[] }

const CLIENT = /^[a-z0-9][a-z0-9-]{0,62}$/
const VERSION = /^[a-zA-Z0-9][\w.+-]{0,49}$/
/** Where `npm run codegen` writes. */
export const GENERATED = 'generated'

/**
 * Reads `<folder>/<client>/*.graphql`, of one client or of all. What cannot be read or is not one operation with a name
 * becomes a problem, in a line that names the file.
 */
export function readClientOperations(folder: string, client: string | null, problems: string[]): ClientOperation[] {
  const files = globSync(`${client ?? '*'}/*.graphql`, { cwd: folder }).toSorted()
  return files.flatMap((file) => {
    try {
      const text = readFileSync(join(folder, file), 'utf8')
      const document = parse(text)
      const [operation, another] = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
      if (another || !operation?.name) {
        problems.push(`${file}: a file has one operation, with a name`)
        return []
      }
      return [{ ...manifestOperation(document), client: file.split(sep)[0] ?? '', file, text, document }]
    } catch (error) {
      problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`)
      return []
    }
  })
}

/** Of a document with one operation, which has a name. */
export function manifestOperation(document: DocumentNode): ManifestOperation {
  // Without comments and own spacing: the text that a client's build prints, and that its hash is of.
  const body = print(document)
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  return {
    id: createHash('sha256').update(body).digest('hex'),
    name: operation?.name?.value ?? '',
    type: operation?.operation ?? '',
    body,
  }
}

/** The text of a manifest of these operations. */
export function manifestText(operations: readonly object[]): string {
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2)}\n`
}

/** Reads `<folder>/<client>/<version>/*.graphql`: the operations of every version that is registered. */
export function readRegisteredVersions(folder: string): RegisteredVersion[] {
  const versions = new Map<string, RegisteredVersion>()
  for (const file of globSync('*/*/*.graphql', { cwd: folder }).toSorted()) {
    const [client = '', version = ''] = file.split(sep)
    const known = versions.get(`${client}/${version}`) ?? { client, version, operations: [] }
    versions.set(`${client}/${version}`, known)
    known.operations.push(manifestOperation(parse(readFileSync(join(folder, file), 'utf8'))))
  }
  return [...versions.values()]
}

/**
 * Writes down what a version of a client asks. Throws when that version is there with other operations: what was released
 * does not change. Gives the path of its folder.
 */
export function registerVersion(folder: string, { client, version, operations }: RegisteredVersion): string {
  const released = versionFolder(folder, client, version)
  const files = new Map(operations.map(({ name, body }) => [`${fileNameOf(name)}.graphql`, `${body}\n`]))
  if (existsSync(released)) {
    const known = readdirSync(released)
    if (
      known.length === files.size &&
      known.every((name) => readFileSync(join(released, name), 'utf8') === files.get(name))
    ) {
      return released
    }
    throw new Error(
      `${client} ${version} is registered with other operations; give the new ones a version of their own.`,
    )
  }
  mkdirSync(released, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(released, name), text)
  return released
}

/** Forgets a version that nobody uses any more. Throws when it is not registered. */
export function retireVersion(folder: string, client: string, version: string): string {
  const released = versionFolder(folder, client, version)
  if (!existsSync(released)) throw new Error(`${client} ${version} is not registered.`)
  rmSync(released, { recursive: true })
  return released
}

function versionFolder(folder: string, client: string, version: string): string {
  if (!CLIENT.test(client)) throw new Error(`"${client}" is no name of a client: small letters, digits and hyphens.`)
  if (!VERSION.test(version) || version === GENERATED) {
    throw new Error(`"${version}" is no version: letters, digits, dots, + and -.`)
  }
  return join(folder, client, version)
}

/** `OrderStatus` is `order-status`, as our own files are called. */
function fileNameOf(operation: string): string {
  return operation.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
}
