import { isInterfaceType } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import { assertEntityCount } from '../subgraphs/assert-entity-count.ts'
import type { FetchOperation, SubgraphAnswer } from '../subgraphs/subgraph-fetch.ts'
import { representationOf } from './compile-representation.ts'
import type { CompiledEntities, CompiledEntry } from './compiled-plan.ts'
import { groupByContext } from './context-arguments.ts'
import { copyTree, isTree, mergeInto } from './data-tree.ts'
import type { DataTree } from './data-tree.ts'
import { ask, variablesText } from './execution.ts'
import type { Execution } from './execution.ts'
import { createIndex, emptyGathered } from './gathered.ts'
import type { Gathered } from './gathered.ts'
import { applyRewrites, rewritePath } from './rewrites.ts'
import { subgraphError, unavailableAt } from './subgraph-errors.ts'
import { placesAt } from './walk-path.ts'

/** Part of one entry in one call: representations from `offset` on. */
type Part = { gathered: Gathered; alias: string; offset: number; count: number }
type Call = { operation: FetchOperation; variables: string; parts: readonly Part[] }

/** For one fetch that could not be made. */
const MOST_ERRORS = 100

type Accept = (entity: DataTree) => boolean

/** Asks for fields of entities and adds what comes. Equal entities are asked for once. */
export async function executeEntities(step: CompiledEntities, execution: Execution, accept?: Accept): Promise<void> {
  if (step.context.length > 0) {
    const groups = groupByContext(step, execution)
    await Promise.all(groups.map(({ gathered, variables }) => fetchEntities(step, gathered, variables, execution)))
    return
  }
  const gathered = step.entries.map((entry) => gather(entry, execution.data, accept))
  const fetched = fetchEntities(step, gathered, '', execution, accept)
  if (step.fallbacks.length === 0 || gathered.every((one) => one.missed === 0)) return fetched
  // What was merged into a larger fetch must arrive also where only that one lacks something.
  const smaller = step.fallbacks.map((fallback) =>
    executeEntities(fallback.step, execution, (entity) => representationOf(fallback.covered, entity) === null),
  )
  await Promise.all([fetched, ...smaller])
}

function gather(entry: CompiledEntry, data: DataTree, accept: Accept | undefined): Gathered {
  const gathered = emptyGathered(entry)
  const { targets, wanted, places, pathOf } = gathered
  const indexOf = createIndex(gathered)
  let place = 0
  let pathIndex = 0
  const visit = (entity: DataTree): void => {
    const at = place++
    const index = accept && !accept(entity) ? -1 : indexOf(entity)
    if (index === -1) {
      gathered.missed += 1
      return
    }
    targets.push(entity)
    wanted.push(index)
    places.push(at)
    pathOf.push(pathIndex)
  }
  for (const walk of entry.walks) {
    walk(data, visit)
    pathIndex += 1
  }
  return gathered
}

async function fetchEntities(
  step: CompiledEntities,
  gathered: readonly Gathered[],
  contextVariables: string,
  execution: Execution,
  accept?: Accept,
): Promise<void> {
  const sum = gathered.reduce((count, { representations }) => count + representations.length, 0)
  if (sum === 0) return
  const common = [variablesText(step.variables, execution.run.variables), contextVariables].filter(Boolean).join(',')
  if (sum <= execution.batchLimit) {
    const isMerged =
      step.context.length === 0 && (gathered.length > 1 || gathered.some(({ entry }) => entry.paths.length > 1))
    const refused = await call(step, wholeCall(step, gathered, common), execution, isMerged)
    if (refused) return fetchApart(step, gathered, common, execution, accept)
  } else {
    const calls = gathered.flatMap((one) => callsInBatches(one, common, execution.batchLimit))
    await Promise.all(calls.map((one) => call(step, one, execution)))
  }
  for (const one of gathered) addAnswers(one, execution)
}

/**
 * Some servers answer nothing at all when one entity fails. What was merged must not lose more by that than it would have
 * lost alone, so each place is asked for by itself, as it was planned.
 */
async function fetchApart(
  step: CompiledEntities,
  gathered: readonly Gathered[],
  common: string,
  execution: Execution,
  accept: Accept | undefined,
): Promise<void> {
  const places = gathered.flatMap(({ entry }) =>
    entry.paths.map((path, index) =>
      gather({ ...entry, paths: [path], walks: entry.walks.slice(index, index + 1) }, execution.data, accept),
    ),
  )
  const calls = places.flatMap((one) => callsInBatches(one, common, execution.batchLimit))
  await Promise.all(calls.map((one) => call(step, one, execution)))
  for (const one of places) addAnswers(one, execution)
}

function wholeCall({ operation }: CompiledEntities, gathered: readonly Gathered[], common: string): Call {
  let variables = common
  for (const { entry, representations } of gathered) {
    variables += `${variables === '' ? '' : ','}"${entry.variable}":[${representations.join(',')}]`
  }
  const parts = gathered.map((one) => ({
    gathered: one,
    alias: one.entry.alias,
    offset: 0,
    count: one.representations.length,
  }))
  return { operation, variables: `{${variables}}`, parts }
}

/** Subgraphs limit how many entities one call may ask for; merging must not reach what single fetches would not. */
function callsInBatches(gathered: Gathered, common: string, limit: number): Call[] {
  const { entry, representations } = gathered
  const calls: Call[] = []
  for (let offset = 0; offset < representations.length; offset += limit) {
    const batch = representations.slice(offset, offset + limit)
    const variables = `{${common}${common === '' ? '' : ','}"representations":[${batch.join(',')}]}`
    const part = { gathered, alias: '_entities', offset, count: batch.length }
    calls.push({ operation: entry.alone, variables, parts: [part] })
  }
  return calls
}

/** With `mayRefuse` an answer that is nothing but errors is not taken: true says that it came. */
async function call(
  step: CompiledEntities,
  { operation, variables, parts }: Call,
  execution: Execution,
  mayRefuse = false,
): Promise<boolean> {
  const { run, errors } = execution
  const { subgraph } = step
  let answer: SubgraphAnswer
  try {
    answer = await ask(execution, step, operation, variables)
    if (mayRefuse && answer.data == null && answer.errors?.length) return true
    if (!answer.unescaped) execution.unescaped = false
    for (const part of parts) takeAnswers(part, answer)
  } catch (cause) {
    const paths = parts.flatMap(({ gathered }) => affectedPaths(gathered, execution.data))
    errors.push(...unavailableAt(paths, subgraph, cause, run.context))
    return false
  }
  const found: FoundPlaces = new Map()
  for (const error of answer.errors ?? []) {
    for (const path of pathsOf(error, parts, execution, found)) errors.push(subgraphError(error, subgraph, path))
  }
  return false
}

/** Throws when the subgraph answered something that no list of these entities is. */
function takeAnswers({ gathered, alias, offset, count }: Part, { data, errors }: SubgraphAnswer): void {
  const entities = data?.[alias]
  if (!Array.isArray(entities)) {
    // Then its errors say why.
    if (errors && errors.length > 0) return
    throw new Error(`It answered without a list of entities ("${alias}").`)
  }
  assertEntityCount(entities, count)
  for (const [index, entity] of entities.entries()) gathered.answers[offset + index] = isTree(entity) ? entity : null
}

function addAnswers({ entry, targets, wanted, pathOf, answers }: Gathered, { schema }: Execution): void {
  if (entry.outputRewrites.length > 0) {
    for (const answer of answers) if (answer) applyRewrites(schema, entry.outputRewrites, answer)
  }
  for (const answer of answers) {
    // A subgraph that knows the entity as an interface object calls it by the interface; another may have told its type.
    const told = answer?.['__typename']
    if (typeof told === 'string' && isInterfaceType(schema.getType(told))) delete answer?.['__typename']
  }
  const shareable = !entry.nested || (entry.paths.length === 1 && !entry.differsByPlace)
  const given = new Set<DataTree>()
  for (let index = 0; index < targets.length; index++) {
    const answer = answers[wanted[index]!]
    if (!answer) continue
    // At one path everything that follows is the same for equal entities. At another, later fetches may add other
    // fields to the objects inside, so these must be its own. Likewise at one path when fetches differ by what is around.
    const isOwn = entry.differsByPlace ? !given.has(answer) : pathOf[index] === 0
    mergeInto(targets[index]!, shareable || isOwn ? answer : copyTree(answer))
    if (entry.differsByPlace) given.add(answer)
  }
}

/** The places of each representation. Looked for once per call: every entity of a long list may have an error. */
type FoundPlaces = Map<Gathered, (string | number)[][][]>

/** Where in the client's answer an error belongs: at every entity that the failing representation stands for. */
function pathsOf(
  { path }: GraphQLFormattedError,
  parts: readonly Part[],
  { data }: Execution,
  found: FoundPlaces,
): ((string | number)[] | null)[] {
  const part = parts.find(({ alias }) => alias === path?.[0])
  if (!path || !part) return [null]
  const { gathered, offset } = part
  const [, index, ...inside] = path
  if (typeof index !== 'number') return affectedPaths(gathered, data)
  const rest = rewritePath(gathered.entry.outputRewrites, inside)
  const places = found.get(gathered) ?? placesByRepresentation(gathered, data)
  found.set(gathered, places)
  const paths = (places[offset + index] ?? []).map((place) => [...place, ...rest])
  return paths.length > 0 ? paths : [null]
}

function placesByRepresentation({ entry, places, wanted }: Gathered, data: DataTree): (string | number)[][][] {
  const all = entry.paths.flatMap((path) => placesAt(data, path))
  const byRepresentation: (string | number)[][][] = []
  for (const [target, place] of places.entries()) {
    const at = all[place]
    if (at) (byRepresentation[wanted[target]!] ??= []).push(at.path)
  }
  return byRepresentation
}

/**
 * What is missing when the whole fetch is: every field of every entity. When these are very many, the lists that the
 * entities are in: an error for each of a thousand elements would say no more.
 */
function affectedPaths({ entry, places, pathOf }: Gathered, data: DataTree): (string | number)[][] {
  if (places.length * entry.keys.length <= MOST_ERRORS) {
    const all = entry.paths.flatMap((path) => placesAt(data, path))
    // A fetch of nothing but the type's name is missed as a whole.
    const keys = entry.keys.length > 0 ? entry.keys.map((key) => [key]) : [[]]
    return places.flatMap((place) => keys.map((key) => [...(all[place]?.path ?? []), ...key]))
  }
  const reached = entry.paths.filter((_, path) => pathOf.includes(path))
  return reached.map((path) => {
    const list = path.indexOf('@')
    return path.slice(0, list === -1 ? path.length : list)
  })
}
