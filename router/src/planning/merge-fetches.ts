import type { QueryPlanSelectionNode } from '@apollo/query-planner'
import { Kind, OperationTypeNode, parse, print, stripIgnoredCharacters } from 'graphql'
import type { OperationDefinitionNode, SelectionNode, VariableDefinitionNode } from 'graphql'
import type { FetchOperation } from '../subgraphs/subgraph-fetch.ts'
import type { EntityEntry, EntityStep, FetchStep, PlanPath, RootStep } from './fetch-plan.ts'
import type { FlatFetch } from './flatten-plan.ts'

const ENTITIES = '_entities'
const REPRESENTATIONS = 'representations'

/** A selection on entities at one path, which may have taken in that of others. */
type Draft = {
  members: FlatFetch[]
  path: PlanPath
  requires: readonly QueryPlanSelectionNode[]
  selections: readonly SelectionNode[]
  definitions: readonly VariableDefinitionNode[]
}

/** A step without its place in the order, and the fetches of Apollo's plan that it stands for. */
type Merged = { members: readonly FlatFetch[]; step: RootStep | EntityStep }

/**
 * Fetches of entities that go to the same subgraph at the same time become one, and so do those that could have waited
 * for a later one: Apollo's plan asks a subgraph once for each place in the operation. Mutations stay as they are planned.
 */
export function mergeFetches(fetches: readonly FlatFetch[], isMutation: boolean): FetchStep[] {
  if (!isMutation) for (const fetch of fetches) postpone(fetch, fetches)
  const groups = Map.groupBy(
    fetches.toSorted((one, other) => one.level - other.level),
    (fetch) => (isMergeable(fetch) && !isMutation ? `${fetch.level} ${fetch.fetch.serviceName}` : fetch),
  )
  return inOrder([...groups.values()].map(mergeGroup))
}

/** Moves a fetch that nobody waits for to the level of one that asks for the same entities later anyway. */
function postpone(early: FlatFetch, fetches: readonly FlatFetch[]): void {
  if (!early.leaf || !isMergeable(early)) return
  const later = fetches.find(
    (one) =>
      one.level > early.level &&
      isMergeable(one) &&
      one.fetch.serviceName === early.fetch.serviceName &&
      samePath(one.path, early.path) &&
      covers(one.fetch.requires ?? [], early.fetch.requires ?? []),
  )
  if (later) early.level = later.level
}

function isMergeable({ fetch }: FlatFetch): boolean {
  const rewritten = fetch.inputRewrites?.length || fetch.outputRewrites?.length || fetch.contextRewrites?.length
  return Boolean(fetch.requires) && !rewritten && fetch.operationKind === 'query'
}

function mergeGroup(members: FlatFetch[]): Merged {
  const [first] = members as [FlatFetch]
  if (!first.fetch.requires) return { members, step: rootStep(first) }
  return { members, step: entityStep(members) }
}

function rootStep({ fetch, path }: FlatFetch): RootStep {
  return {
    kind: 'root',
    subgraph: fetch.serviceName,
    operation: { query: fetch.operation, name: fetch.operationName ?? null, kind: fetch.operationKind, entities: [] },
    variables: fetch.variableUsages ?? [],
    after: [],
    path,
    rewrites: fetch.outputRewrites ?? [],
    keys: responseKeys(readOperation(fetch.operation).selectionSet.selections),
  }
}

function entityStep(members: readonly FlatFetch[]): EntityStep {
  const [first] = members as [FlatFetch]
  const drafts = members.reduce(takeIn, [])
  const byContent = [...Map.groupBy(drafts, (draft) => JSON.stringify(draft.requires) + textOf(draft)).values()]
  const entries = byContent.map((same, index): EntityEntry => {
    const [draft] = same as [Draft]
    const single = byContent.length === 1
    return {
      alias: single ? ENTITIES : `_e${index}`,
      variable: single ? REPRESENTATIONS : `r${index}`,
      paths: same.map(({ path }) => path),
      requires: draft.requires,
      inputRewrites: first.fetch.inputRewrites ?? [],
      outputRewrites: first.fetch.outputRewrites ?? [],
      nested: draft.selections.some(hasObjects),
      keys: responseKeys(draft.selections),
      alone: compose([{ alias: ENTITIES, variable: REPRESENTATIONS, draft }], first),
    }
  })
  const fields = entries.map(({ alias, variable }, index) => ({ alias, variable, draft: byContent[index]![0]! }))
  return {
    kind: 'entities',
    subgraph: first.fetch.serviceName,
    operation: compose(fields, first),
    variables: [...new Set(members.flatMap(({ fetch }) => fetch.variableUsages ?? []))].filter(
      (name) => !first.fetch.contextRewrites?.some(({ renameKeyTo }) => renameKeyTo === name),
    ),
    after: [],
    entries,
    context: first.fetch.contextRewrites ?? [],
    fallbacks: byContent.flatMap((same, host) =>
      same.flatMap(smallerMembers).map((member) => ({ step: entityStep([member]), host })),
    ),
  }
}

/** Adds a fetch to the drafts: to one at the same path when either's representation has all that the other's has. */
function takeIn(drafts: Draft[], member: FlatFetch): Draft[] {
  const own = readFetch(member)
  const host = isMergeable(member)
    ? drafts.find(
        ({ path, requires }) =>
          samePath(path, own.path) && (covers(requires, own.requires) || covers(own.requires, requires)),
      )
    : undefined
  if (!host) return [...drafts, own]
  host.members.push(member)
  if (!covers(host.requires, own.requires)) host.requires = own.requires
  host.selections = uniteFragments([...host.selections, ...own.selections])
  host.definitions = [...host.definitions, ...own.definitions]
  return drafts
}

/** Members that ask for less than what they were merged into: an entity may lack just that. */
function smallerMembers({ members, requires }: Draft): FlatFetch[] {
  return members.length === 1 ? [] : members.filter(({ fetch }) => !covers(fetch.requires ?? [], requires))
}

function readFetch(member: FlatFetch): Draft {
  const operation = readOperation(member.fetch.operation)
  const [entities] = operation.selectionSet.selections
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) {
    throw new Error(`The query planner made a fetch of entities in an unknown form: ${member.fetch.operation}`)
  }
  return {
    members: [member],
    path: member.path,
    requires: member.fetch.requires ?? [],
    selections: uniteFragments(entities.selectionSet.selections),
    definitions: (operation.variableDefinitions ?? []).filter(
      ({ variable }) => variable.name.value !== REPRESENTATIONS,
    ),
  }
}

/** The planner writes one operation, with its fragments spelled out. */
function readOperation(text: string): OperationDefinitionNode {
  const [operation, ...others] = parse(text, { noLocation: true }).definitions
  if (operation?.kind === Kind.OPERATION_DEFINITION && others.length === 0) return operation
  throw new Error(`The query planner made a fetch in an unknown form: ${text}`)
}

/** The text that asks for these, and what a cache needs to know about it. */
function compose(
  fields: readonly { alias: string; variable: string; draft: Draft }[],
  first: FlatFetch,
): FetchOperation {
  const definitions = fields.flatMap(({ draft }) => draft.definitions)
  const byName = new Map(definitions.map((one) => [one.variable.name.value, stripIgnoredCharacters(print(one))]))
  const head = [...fields.map(({ variable }) => `$${variable}:[_Any!]!`), ...byName.values()].join(' ')
  const body = fields.map(({ alias, variable, draft }) => {
    const key = alias === ENTITIES ? '' : `${alias}:`
    return `${key}${ENTITIES}(${REPRESENTATIONS}:$${variable})${textOf(draft)}`
  })
  const name = first.fetch.operationName ?? null
  return {
    query: `query${name === null ? '' : ` ${name}`}(${head}){${body.join(' ')}}`,
    name,
    kind: OperationTypeNode.QUERY,
    entities: fields.map(({ alias, variable, draft }) => ({ alias, variable, selection: textOf(draft) })),
  }
}

function textOf({ selections }: Draft): string {
  return stripIgnoredCharacters(print({ kind: Kind.SELECTION_SET, selections }))
}

/** Fragments on the same type become one, without fields that are there already. */
function uniteFragments(selections: readonly SelectionNode[]): SelectionNode[] {
  const united: SelectionNode[] = []
  const places = new Map<string, number>()
  for (const selection of selections) {
    const plain = selection.kind === Kind.INLINE_FRAGMENT && !selection.directives?.length
    const key = plain ? `... on ${selection.typeCondition?.name.value}` : print(selection)
    const place = places.get(key)
    const there = place === undefined ? undefined : united[place]
    if (place === undefined) {
      places.set(key, united.length)
      united.push(plain ? withSelections(selection, uniteFragments(selection.selectionSet.selections)) : selection)
    } else if (plain && there?.kind === Kind.INLINE_FRAGMENT) {
      const both = [...there.selectionSet.selections, ...selection.selectionSet.selections]
      united[place] = withSelections(there, uniteFragments(both))
    }
  }
  return united
}

function withSelections<Node extends { selectionSet: { kind: Kind.SELECTION_SET } }>(
  node: Node,
  selections: SelectionNode[],
): Node {
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } }
}

function hasObjects(selection: SelectionNode): boolean {
  if (selection.kind === Kind.FIELD) return selection.selectionSet !== undefined
  return selection.kind === Kind.INLINE_FRAGMENT && selection.selectionSet.selections.some(hasObjects)
}

function responseKeys(selections: readonly SelectionNode[]): string[] {
  const keys = selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value]
    return selection.kind === Kind.INLINE_FRAGMENT ? responseKeys(selection.selectionSet.selections) : []
  })
  return [...new Set(keys)].filter((key) => key !== '__typename')
}

/** Whether a representation of the first has everything that one of the second has. */
function covers(first: readonly QueryPlanSelectionNode[], second: readonly QueryPlanSelectionNode[]): boolean {
  const has = new Set(fieldPaths(first))
  return fieldPaths(second).every((path) => has.has(path))
}

function fieldPaths(selections: readonly QueryPlanSelectionNode[]): string[] {
  return selections.flatMap((one) => {
    const key = one.kind === 'Field' ? (one.alias ?? one.name) : `... on ${one.typeCondition}`
    return one.selections?.length ? fieldPaths(one.selections).map((path) => `${key}.${path}`) : [key]
  })
}

function samePath(one: PlanPath, other: PlanPath): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index])
}

/** Sorted by level already, so that what a step waits for stands before it. */
function inOrder(merged: readonly Merged[]): FetchStep[] {
  const indexes = new Map(merged.flatMap(({ members }, index) => members.map((member) => [member, index] as const)))
  return merged.map(({ members, step }, index) => {
    const before = members.flatMap(({ after }) => after).map((one) => indexes.get(one))
    const after = [...new Set(before)].filter((one): one is number => one !== undefined && one !== index)
    return { ...step, after }
  })
}
