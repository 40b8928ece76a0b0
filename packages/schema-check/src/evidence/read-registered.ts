import { globSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, parse, print, visit } from 'graphql'
import { CheckFailure } from '../check-failure.ts'
import type { ClientUse } from '../result.ts'
import { readFromDisk } from '../sources/read-subgraphs.ts'
import type { ReadSide } from '../sources/read-sides.ts'
import { type AskedOperation, signatureOf } from './known-operation.ts'
import { operationsIn } from './operations-in.ts'

type OperationFile = { use: ClientUse; place: string; text: string; document: DocumentNode }

/**
 * Reads the registered operations of both sides: `<client>/<name>.graphql`, or `<client>/<version>/<name>.graphql`. The base's
 * too, because clients that run do not change when their operation is edited together with the schema. A fragment may stand in
 * another file of the same client and version.
 *
 * @throws CheckFailure when a file of the head is no GraphQL, or spreads a fragment that is nowhere
 */
export function readRegistered(folder: string, root: string, base: ReadSide, head: ReadSide): AskedOperation[] {
  const found = new Map<string, AskedOperation>()
  for (const side of [head, base]) {
    const paths = listOperations(folder, side)
    const texts = side.supergraph === null ? side.readFiles(paths) : readFromDisk(paths)
    const files = [...texts].flatMap(([path, text]) => {
      return text === null ? [] : (readFile({ folder, root, path, text, isHead: side === head }) ?? [])
    })
    for (const together of Map.groupBy(files, ({ use }) => `${use.name}/${use.version}`).values()) {
      const fragments = new Map(together.flatMap(({ document }) => fragmentsOf(document)))
      for (const file of together) addFile(found, file, fragments, side === head)
    }
  }
  return [...found.values()]
}

function listOperations(folder: string, side: ReadSide): string[] {
  if (side.listFiles) return side.listFiles(folder).filter((file) => file.endsWith('.graphql'))
  return globSync('**/*.graphql', { cwd: folder })
    .toSorted()
    .map((file) => join(folder, file))
}

function readFile(read: { folder: string; root: string; path: string; text: string; isHead: boolean }) {
  const { folder, root, path, text, isHead } = read
  const [client, ...rest] = relative(folder, path).split(sep)
  // A file beside the clients' folders belongs to no client.
  if (client === undefined || rest.length === 0) return null
  const version = rest.length > 1 ? (rest[0] ?? null) : null
  const use: ClientUse = { name: client, version, origin: 'registered', requests: 0, lastSeen: null }
  try {
    return { use, place: relative(root, path), text: text.trim(), document: parse(text) }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    // What the base had wrong cannot be repaired any more.
    if (!isHead) return null
    throw new CheckFailure(`${relative(root, path)}:${error.locations?.[0]?.line ?? 1}: ${error.message}`)
  }
}

function addFile(
  found: Map<string, AskedOperation>,
  { use, place, text, document }: OperationFile,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  isHead: boolean,
): void {
  const { whole, missing } = withFragments(document, fragments)
  const operations = operationsIn(whole)
  if (operations.size > 0 && missing !== undefined && isHead) {
    throw new CheckFailure(`${place}: the fragment ${missing} is in no file of ${use.name}`)
  }
  for (const [name, operation] of operations) {
    const printed = print(operation)
    const signature = signatureOf(printed)
    const known = found.get(signature)
    if (known) {
      if (!known.uses.some(({ name, version }) => name === use.name && version === use.version)) known.uses.push(use)
      continue
    }
    const node = operation.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    found.set(signature, {
      signature,
      name,
      // As it is written, unless it was put together.
      text: operation === document ? text : printed,
      uses: [use],
      file: `${place}:${node?.loc?.startToken.line ?? 1}`,
      variables: null,
      isSampled: false,
    })
  }
}

/** The document with the fragments that it spreads and does not have; `missing` is one that nobody has. */
function withFragments(document: DocumentNode, known: ReadonlyMap<string, FragmentDefinitionNode>) {
  const own = new Set(fragmentsOf(document).map(([name]) => name))
  const added: FragmentDefinitionNode[] = []
  let missing: string | undefined
  const add = (inside: DocumentNode | FragmentDefinitionNode) =>
    visit(inside, {
      FragmentSpread({ name: { value: name } }) {
        if (own.has(name)) return
        own.add(name)
        const fragment = known.get(name)
        if (!fragment) {
          missing = name
          return
        }
        added.push(fragment)
        add(fragment)
      },
    })
  add(document)
  const whole = added.length === 0 ? document : { ...document, definitions: [...document.definitions, ...added] }
  return { whole, missing }
}

function fragmentsOf({ definitions }: DocumentNode): [string, FragmentDefinitionNode][] {
  return definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : []))
}
