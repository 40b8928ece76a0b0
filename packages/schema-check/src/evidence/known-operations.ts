import { type DocumentNode, Kind, parse, print, visit } from 'graphql'
import type { RecordedOperation } from '../traffic/read-traffic.ts'
import type { Shape } from '../traffic/variable-shape.ts'
import type { ClientUse } from '../result.ts'
import type { KnownOperation } from './known-operation.ts'

/**
 * Joins what is registered with what was recorded. A recorded operation that is a registered one, but for the literals that the
 * recording hides, adds its clients, counts and variables to it. What does not parse is left out: no server took it.
 */
export function joinOperations(
  registered: readonly KnownOperation[],
  recorded: readonly RecordedOperation[],
): KnownOperation[] {
  const byName = Map.groupBy(registered, ({ name }) => name)
  const joined = [...registered]
  for (const record of recorded) {
    const candidates = record.operationName === null ? [] : (byName.get(record.operationName) ?? [])
    const document = parseOrNull(record.document)
    if (!document) continue
    const same = candidates.length > 0 ? withoutLiterals(document) : ''
    const match = candidates.find((candidate) => withoutLiterals(candidate.document) === same)
    if (match) {
      match.uses.push(...usesOf(record))
      match.variables = addShapes(match.variables, record.variables)
    } else {
      joined.push({
        signature: record.signature,
        name: record.operationName,
        text: record.document,
        document,
        uses: usesOf(record),
        file: null,
        variables: record.variables,
      })
    }
  }
  return joined
}

function usesOf({ uses }: RecordedOperation): ClientUse[] {
  return uses.map(({ clientName, clientVersion, requests, lastSeen }) => ({
    name: clientName,
    version: clientVersion,
    origin: 'recorded',
    requests,
    lastSeen,
  }))
}

function addShapes(known: KnownOperation['variables'], more: Map<string, Shape[]>): Map<string, Shape[]> {
  const all = new Map<string, Shape[]>([...(known ?? [])].map(([name, shapes]) => [name, [...shapes]]))
  for (const [name, shapes] of more) all.set(name, [...(all.get(name) ?? []), ...shapes])
  return all
}

const texts = new WeakMap<DocumentNode, string>()

/** What stays the same when a router hides the literals of a document: the text that two of them are compared by. */
function withoutLiterals(document: DocumentNode): string {
  let text = texts.get(document)
  if (text === undefined) {
    const hidden = visit(document, {
      Directive: ({ name }) => (name.value === 'skip' || name.value === 'include' ? false : undefined),
      IntValue: (node) => ({ ...node, value: '0' }),
      FloatValue: (node) => ({ ...node, value: '0.0' }),
      StringValue: (node) => ({ ...node, value: '', block: false }),
      BooleanValue: (node) => ({ ...node, value: false }),
      ListValue: {
        leave: (node) => {
          const distinct = new Map(node.values.map((value) => [print(value), value]))
          return { ...node, values: [...distinct.values()] }
        },
      },
    })
    // In no order that means anything, but the operation stands first.
    const [operations, fragments] = [
      hidden.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).map((node) => print(node)),
      hidden.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((node) => print(node)),
    ]
    texts.set(document, (text = [...operations, ...fragments.toSorted()].join('\n')))
  }
  return text
}

function parseOrNull(text: string): DocumentNode | null {
  try {
    return parse(text)
  } catch {
    return null // counted by nobody: no router records what it could not parse
  }
}
