import { Kind, parse, print, visit } from 'graphql'
import type { FieldNode, FragmentDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { LoadedSupergraph } from '../supergraph.ts'
import type { SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'
import { hintsOf } from './cache-hints.ts'
import type { CacheHints } from './cache-hints.ts'
import { readEntitySelection, readSelection } from './cache-policy.ts'
import type { CachePolicy } from './cache-policy.ts'

/** One `_entities` field of a fetch: its entities are kept one by one. */
export type EntityField = {
  alias: string
  /** The variable that has its representations. */
  variable: string
  /** What is asked of each, as text. */
  selection: string
  policy: CachePolicy
  /** Entity types that are nested in it. */
  types: readonly string[]
}

/** How a fetch is kept. Null: not at all. */
export type FetchShape =
  | { kind: 'root'; policy: CachePolicy; types: readonly string[] }
  | { kind: 'entities'; fields: readonly EntityField[] }
  | null

const MOST_SHAPES = 5_000

/** Reads the text of a fetch once. */
export type ReadShape = (supergraph: LoadedSupergraph, fetch: SubgraphFetch) => FetchShape

export function createShapeReader(): ReadShape {
  type Kept = { byOperation: WeakMap<object, FetchShape>; byText: LRUCache<string, { shape: FetchShape }> }
  const kept = new WeakMap<LoadedSupergraph, Kept>()

  return function readShape(supergraph, { operation }) {
    let known = kept.get(supergraph)
    if (!known) {
      // The text too: what Apollo's gateway asks has a new object each time.
      known = { byOperation: new WeakMap(), byText: new LRUCache({ max: MOST_SHAPES }) }
      kept.set(supergraph, known)
    }
    const found = known.byOperation.get(operation)
    if (found !== undefined) return found
    const same = known.byText.get(operation.query)
    const shape = same ? same.shape : shapeOf(hintsOf(supergraph), operation.query)
    if (!same) known.byText.set(operation.query, { shape })
    known.byOperation.set(operation, shape)
    return shape
  }
}

/** The shape of a query to a subgraph. */
export function shapeOf(hints: CacheHints, query: string): FetchShape {
  const { definitions } = parse(query, { noLocation: true })
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one)
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  if (!operation || operation.operation !== 'query') return null

  const roots = operation.selectionSet.selections
  const entities = roots.filter((one): one is FieldNode => one.kind === Kind.FIELD && one.name.value === '_entities')
  if (entities.length === 0) {
    const { policy, types } = readSelection(hints, hints.queryType, operation.selectionSet, fragments)
    return policy.maxAge > 0 ? { kind: 'root', policy, types: [...types] } : null
  }
  if (entities.length < roots.length) return null

  const fragmentTexts = [...fragments.values()].map((one) => print(one)).join('\n')
  const fields: EntityField[] = []
  for (const field of entities) {
    const given = field.arguments?.find((one) => one.name.value === 'representations')?.value
    if (given?.kind !== Kind.VARIABLE || !field.selectionSet || hasConditions(field)) return null
    const { policy, types } = readEntitySelection(hints, field.selectionSet, fragments)
    if (policy.maxAge === 0) return null
    const selection = print(field.selectionSet) + fragmentTexts
    const alias = (field.alias ?? field.name).value
    fields.push({ alias, variable: given.name.value, selection, policy, types: [...types] })
  }
  return { kind: 'entities', fields }
}

/** A condition on the field itself may leave out the whole list; those inside of it are part of the key. */
function hasConditions(field: FieldNode): boolean {
  let conditions = false
  visit({ ...field, selectionSet: undefined } as FieldNode, {
    Directive() {
      conditions = true
    },
  })
  return conditions
}
