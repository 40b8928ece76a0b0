import type { GraphQLFormattedError } from 'graphql'
import type { RequestContext } from '../request-context.ts'
import { assertEntityCount } from '../subgraphs/assert-entity-count.ts'
import type { AskSubgraph, FetchOperation, SubgraphAnswer, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'

/** The context of what is done for all who share a subscription. */
export type SharedContext = RequestContext & {
  /** The same for all whom no subgraph can tell apart. */
  identity: string
}

type Asked = {
  fetch: SubgraphFetch
  resolve(answer: SubgraphAnswer): void
  reject(error: unknown): void
}

/**
 * Fetches of entities that follow the events of one moment are asked as one: a thousand orders that change together and show
 * their customers cost one call and not a thousand. Only those are put together that differ in nothing but the entities, and
 * that are asked for the same viewer, or for none. An entity that several ask for is asked for once.
 */
export function createEntityBatches(ask: AskSubgraph, batchLimit: number): AskSubgraph {
  let gathering: Map<string, Asked[]> | null = null
  const numbers = new WeakMap<FetchOperation, number>()
  let count = 0

  function numberOf(operation: FetchOperation): number {
    let number = numbers.get(operation)
    if (number === undefined) numbers.set(operation, (number = count += 1))
    return number
  }

  function askAll(): void {
    const groups = gathering ?? new Map<string, Asked[]>()
    gathering = null
    for (const group of groups.values()) {
      if (group.length === 1) askAlone(group[0]!)
      else askTogether(group).catch((error: unknown) => group.forEach(({ reject }) => reject(error)))
    }
  }

  function askAlone({ fetch, resolve, reject }: Asked): void {
    ask(fetch).then(resolve, reject)
  }

  async function askTogether(group: Asked[]): Promise<void> {
    const read = group.map((one) => ({ one, variables: JSON.parse(one.fetch.variables) as Record<string, unknown> }))
    const alike = Map.groupBy(read, ({ one, variables }) => JSON.stringify(othersThan(one.fetch.operation, variables)))
    await Promise.all([...alike.values()].map((equal) => askMerged(equal)))
  }

  async function askMerged(group: { one: Asked; variables: Record<string, unknown> }[]): Promise<void> {
    const { fetch } = group[0]!.one
    const { entities } = fetch.operation
    const pools = entities.map(() => new Map<string, number>())
    const placed = group.map(({ one, variables }) => ({
      one,
      /** For each of the operation's lists, the place in the merged list of each of its entities. */
      places: entities.map(({ variable }, list) => {
        const pool = pools[list]!
        const wanted = (variables[variable] ?? []) as unknown[]
        return wanted.map((representation) => {
          const text = JSON.stringify(representation)
          const place = pool.get(text) ?? pool.size
          pool.set(text, place)
          return place
        })
      }),
    }))
    if (pools.some((pool) => pool.size > batchLimit)) return group.forEach(({ one }) => askAlone(one))
    const others = JSON.stringify(othersThan(fetch.operation, group[0]!.variables)).slice(1, -1)
    const lists = entities.map(({ variable }, list) => `"${variable}":[${[...pools[list]!.keys()].join(',')}]`)
    const variables = `{${[others, ...lists].filter(Boolean).join(',')}}`
    const latest = Math.max(...group.map(({ one }) => one.fetch.notBefore ?? 0))
    // It is nobody's alone: it goes on when one of those who asked has left. The signal is new, because who listens to it stays.
    const context = { ...fetch.context, signal: new AbortController().signal }
    const answer = await ask({ ...fetch, context, variables, notBefore: latest })
    for (const [list, { alias }] of entities.entries()) {
      const all = answer.data?.[alias]
      if (Array.isArray(all)) assertEntityCount(all, pools[list]!.size)
    }
    for (const { one, places } of placed) one.resolve(partOf(answer, entities, places))
  }

  return (fetch) => {
    if (fetch.operation.entities.length === 0 || !('identity' in fetch.context)) return ask(fetch)
    const { identity } = fetch.context as SharedContext
    const key = `${numberOf(fetch.operation)} ${fetch.subgraph} ${identity}`
    return new Promise((resolve, reject) => {
      if (!gathering) {
        gathering = new Map()
        // Behind everything that has come from the network in this turn.
        setImmediate(askAll)
      }
      const group = gathering.get(key)
      if (group) group.push({ fetch, resolve, reject })
      else gathering.set(key, [{ fetch, resolve, reject }])
    })
  }
}

function othersThan(operation: FetchOperation, variables: Record<string, unknown>): Record<string, unknown> {
  const lists = new Set(operation.entities.map(({ variable }) => variable))
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !lists.has(name)))
}

/** What one of those who asked together would have been answered alone. */
function partOf(
  answer: SubgraphAnswer,
  entities: FetchOperation['entities'],
  places: readonly (readonly number[])[],
): SubgraphAnswer {
  const { data, errors } = answer
  const part: SubgraphAnswer = { ...answer }
  if (data) {
    part.data = Object.fromEntries(
      entities.map(({ alias }, list) => {
        const all = data[alias]
        // Copied: everyone who gets an entity changes it.
        const own = Array.isArray(all) ? places[list]!.map((place) => structuredClone(all[place])) : all
        return [alias, own]
      }),
    )
  }
  if (errors) part.errors = errors.flatMap((error) => errorsFor(error, entities, places))
  return part
}

function errorsFor(
  error: GraphQLFormattedError,
  entities: FetchOperation['entities'],
  places: readonly (readonly number[])[],
): GraphQLFormattedError[] {
  const [alias, place, ...inside] = error.path ?? []
  const list = entities.findIndex((one) => one.alias === alias)
  if (list === -1 || typeof place !== 'number') return [error]
  return places[list]!.flatMap((own, index) => (own === place ? [{ ...error, path: [alias!, index, ...inside] }] : []))
}
