import { type DocumentNode, Kind, print, visit } from 'graphql'
import type { RecordedOperation } from '../traffic/read-traffic.ts'
import { mergeShapes, type Shape } from '../traffic/variable-shape.ts'
import type { ClientUse } from '../result.ts'
import type { AskedOperation } from './known-operation.ts'
import { glanceAt } from './open-operation.ts'

/**
 * Joins what is registered with what was recorded. A recorded operation that is a registered one, but for the literals that the
 * recording hides, adds its clients, counts and variables to it.
 *
 * @param isWhole whether all requests were recorded: otherwise variables may have been of other shapes, too
 */
export function joinOperations(
  registered: readonly AskedOperation[],
  recorded: readonly RecordedOperation[],
  isWhole: boolean,
): AskedOperation[] {
  const byName = Map.groupBy(registered, ({ name }) => name)
  const joined = [...registered]
  for (const record of recorded) {
    const { signature, operationName: name, document: text, variables, variablesNotRecorded } = record
    const isSampled = !isWhole || variablesNotRecorded > 0
    const asked: AskedOperation = { signature, name, text, uses: usesOf(record), file: null, variables, isSampled }
    const match = findRegistered(asked, (name !== null && byName.get(name)) || [])
    if (match) {
      match.uses.push(...asked.uses)
      match.variables = addShapes(match.variables, variables)
      match.isSampled ||= isSampled
    } else {
      joined.push(asked)
    }
  }
  return joined
}

function findRegistered(asked: AskedOperation, candidates: readonly AskedOperation[]): AskedOperation | undefined {
  if (candidates.length === 0) return undefined
  const text = withoutLiterals(asked)
  return text === null ? undefined : candidates.find((candidate) => withoutLiterals(candidate) === text)
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

function addShapes(known: AskedOperation['variables'], more: ReadonlyMap<string, Shape>): Map<string, Shape> {
  const all = new Map(known)
  for (const [name, shape] of more) all.set(name, mergeShapes(all.get(name) ?? shape, shape))
  return all
}

const texts = new WeakMap<AskedOperation, string | null>()

/** What stays the same when a router hides the literals of a document: the text that two of them are compared by. */
function withoutLiterals(operation: AskedOperation): string | null {
  let text = texts.get(operation)
  if (text === undefined) {
    const document = glanceAt(operation)
    text = document && hideLiterals(document)
    texts.set(operation, text)
  }
  return text
}

function hideLiterals(document: DocumentNode): string {
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
  return [...operations, ...fragments.toSorted()].join('\n')
}
