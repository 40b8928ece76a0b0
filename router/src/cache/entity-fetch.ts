import type { GraphQLFormattedError } from 'graphql'
import { assertEntityCount } from '../subgraphs/assert-entity-count.ts'
import type { SubgraphAnswer } from '../subgraphs/subgraph-fetch.ts'
import type { CachedFetch } from './cached-fetch.ts'
import type { EntityField } from './fetch-shape.ts'
import { entityTag, listTag, pick, subgraphTag, typeTag } from './invalidation.ts'
import type { CacheUnit, UnitSource } from './unit-cache.ts'
import { canonicalJson, keyOf, readerOf } from './viewer-key.ts'

type Representation = Record<string, unknown> & { __typename?: unknown }

/** One entity of one field: where its place in the answer is, and where it comes from. */
type Wanted = { field: EntityField; index: number; representation: Representation; source: UnitSource }

/** A fetch of entities: those that are kept are taken, only the others are asked for, and all stand in the asked order. */
export async function askEntities(fields: readonly EntityField[], cached: CachedFetch): Promise<SubgraphAnswer> {
  const { fetch, next, reading, units } = cached
  const variables = JSON.parse(fetch.variables) as Record<string, unknown>
  const places = fields.flatMap((field) => {
    const representations = variables[field.variable]
    if (!Array.isArray(representations)) return []
    return (representations as Representation[]).map((representation, index) => ({ field, index, representation }))
  })
  const found = await units.find(unitsOf(places, fields, variables, cached), reading, 'entity')
  if (!found) {
    reading.uncachable = true
    return next(fetch)
  }
  const { notBefore } = found
  const wanted: Wanted[] = places.map((place, at) => ({ ...place, source: found.sources[at] as UnitSource }))
  const data: Record<string, unknown[]> = {}
  for (const { alias, variable } of fields) {
    const representations = variables[variable]
    data[alias] = Array.isArray(representations) ? representations.map(() => null) : []
  }
  const errors: GraphQLFormattedError[] = []
  const put = ({ field, index }: Wanted, entity: unknown): void => {
    const list = data[field.alias]
    if (list) list[index] = entity
  }

  async function askFor(missing: readonly Wanted[]): Promise<void> {
    if (missing.length === 0) return
    const settled = new Set<Wanted>()
    try {
      const answer = await next({ ...fetch, notBefore, variables: JSON.stringify(reduce(variables, fields, missing)) })
      for (const field of fields) {
        const list = answer.data?.[field.alias]
        if (Array.isArray(list)) assertEntityCount(list, missing.filter((one) => one.field === field).length)
      }
      const clean = !answer.errors?.length && answer.data != null
      for (const [at, one] of inOrder(fields, missing)) {
        const entity = listOf(answer, one.field.alias)[at] ?? null
        // Before it is given away: whoever gets it changes it. What is not there is not kept: it may come to be unheard.
        settle(one, clean && entity !== null ? JSON.stringify(entity) : null)
        settled.add(one)
        put(one, entity)
      }
      for (const error of answer.errors ?? []) errors.push(moved(error, fields, missing))
    } finally {
      for (const one of missing) if (!settled.has(one)) settle(one, null)
    }
  }

  async function takeOthers(): Promise<void> {
    const awaited = wanted.filter(({ source }) => source.kind === 'awaited')
    const without: Wanted[] = []
    for (const one of awaited) {
      const text = one.source.kind === 'awaited' ? await one.source.text : null
      if (text === null) without.push(one)
      else put(one, JSON.parse(text))
    }
    // The other one failed, or its client left. Its errors are about its own fields; we ask for ours.
    await askFor(without)
  }

  for (const one of wanted) if (one.source.kind === 'kept') put(one, JSON.parse(one.source.text))
  await Promise.all([askFor(wanted.filter(({ source }) => source.kind === 'wanted')), takeOthers()])
  return errors.length > 0 ? { data, errors } : { data }
}

function unitsOf(
  places: readonly { field: EntityField; representation: Representation }[],
  fields: readonly EntityField[],
  variables: Record<string, unknown>,
  { fetch, vary, hints }: CachedFetch,
): CacheUnit[] {
  const { subgraph, context } = fetch
  const lists = new Set(fields.map((field) => field.variable))
  const others = canonicalJson(Object.fromEntries(Object.entries(variables).filter(([name]) => !lists.has(name))))
  const common = new Map(
    fields.map((field) => [
      field,
      keyOf('entity', subgraph, field.selection, others, readerOf(context.headers, vary, field.policy.isPrivate)),
    ]),
  )
  return places.map(({ field, representation }) => ({
    key: keyOf(common.get(field) ?? '', canonicalJson(representation)),
    tags: [subgraphTag(subgraph), ...ownTags(representation), ...field.types.map((type) => listTag(subgraph, type))],
    maxAge: field.policy.maxAge,
  }))

  function ownTags(representation: Representation): string[] {
    const typename = String(representation.__typename)
    const type = hints.type(typename)
    // The changes of an interface's objects are told by their own types.
    if (type && type.possible.length > 0) return [typename, ...type.possible].map((name) => listTag(subgraph, name))
    const identity = type?.identities.get(subgraph) ?? []
    const isKnown = identity.length > 0 && identity.every((name) => representation[name] !== undefined)
    // Asked for by another key: it cannot be told which one it is, so any change of its type counts.
    if (!isKnown) return [listTag(subgraph, typename)]
    return [typeTag(subgraph, typename), entityTag(subgraph, typename, pick(representation, identity))]
  }
}

function settle({ source }: Wanted, text: string | null): void {
  if (source.kind === 'wanted') source.settle(text)
}

/** The variables with only the representations that are missing. */
function reduce(
  variables: Record<string, unknown>,
  fields: readonly EntityField[],
  missing: readonly Wanted[],
): Record<string, unknown> {
  const reduced = { ...variables }
  for (const field of fields) {
    reduced[field.variable] = missing.filter((one) => one.field === field).map((one) => one.representation)
  }
  return reduced
}

/** Each with its place in the list of its field, in an answer that has only these. */
function inOrder(fields: readonly EntityField[], missing: readonly Wanted[]): [number, Wanted][] {
  return fields.flatMap((field) =>
    missing.filter((one) => one.field === field).map((one, at): [number, Wanted] => [at, one]),
  )
}

function listOf({ data }: SubgraphAnswer, alias: string): unknown[] {
  const list = data?.[alias]
  return Array.isArray(list) ? (list as unknown[]) : []
}

/** An error of an answer that has only the missing ones, in the places of the whole list. */
function moved(
  error: GraphQLFormattedError,
  fields: readonly EntityField[],
  missing: readonly Wanted[],
): GraphQLFormattedError {
  const [alias, at, ...rest] = error.path ?? []
  if (typeof at !== 'number') return error
  const field = fields.find((one) => one.alias === alias)
  const one = missing.filter((candidate) => candidate.field === field)[at]
  return one ? { ...error, path: [String(alias), one.index, ...rest] } : error
}
