import {
  getNullableType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  parse,
} from 'graphql'
import type {
  DocumentNode,
  ExecutionResult,
  GraphQLLeafType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  SelectionSetNode,
} from 'graphql'
import type { SubgraphRequest } from '../../src/subgraphs/transport.ts'
import { createFixtureSubgraph } from '../fixture/fixture-subgraph.ts'
import type { FixtureSubgraph } from '../fixture/fixture-subgraph.ts'
import { fieldSetOf, isComposite, readEntities } from './entities.ts'
import type { Entities } from './entities.ts'
import type { Engine } from './pair.ts'
import { hash } from './random.ts'
import { readWeather } from './weather.ts'
import type { Weather } from './weather.ts'

/** An object of a stub: its type, its number among those of its type, and what a representation said of it. */
type StubObject = { __typename: string; n: number; given: Record<string, unknown> }
type Context = { headers: SubgraphRequest['headers'] }
type Representation = Record<string, unknown> & { __typename: string }

/** So few that the same entity turns up in several places of an answer. */
const POPULATION = 6

export type StubDefinition = { name: string; sdl: string }

/**
 * Subgraphs whose data follows from type, field, arguments and the entity's number alone: all of them agree on what they share, and so do
 * two sets of them. Failures follow from the weather that the request's headers tell.
 */
export function createStubSubgraphs(
  definitions: readonly StubDefinition[],
  engine: Engine = 'compiled',
): FixtureSubgraph[] {
  const entities = readEntities(definitions.map(({ sdl }) => parse(sdl)))
  const mutated = new Map<string, number>()
  return definitions.map(({ name, sdl }) => {
    const subgraph = createFixtureSubgraph(name, sdl, resolversOf(parse(sdl), name, entities, mutated))
    const execute: FixtureSubgraph['execute'] = async (request) => {
      if (readWeather(request.headers).down === name) throw new Error(`${name} is down`)
      const answer = await subgraph.execute(request)
      if (engine === 'apollo') withoutInterfaceNames(answer, sdl)
      return answer
    }
    return { ...subgraph, execute }
  })
}

/** `mutated` counts the mutations of each request over all subgraphs: their answers show in which order they ran. */
function resolversOf(
  document: DocumentNode,
  subgraph: string,
  entities: Entities,
  mutated: Map<string, number>,
): Record<string, Record<string, unknown>> {
  const resolvers: Record<string, Record<string, unknown>> = {}
  for (const definition of document.definitions) {
    if (!isComposite(definition)) continue
    const type = definition.name.value
    const fields = (resolvers[type] ??= {})
    if (entities.isEntity(type)) fields['__resolveReference'] = resolveReference
    const isObject = definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
    for (const field of isObject ? (definition.fields ?? []) : []) {
      const requires = field.directives?.find((directive) => directive.name.value === 'requires')
      fields[field.name.value] = resolverOf(requires ? fieldSetOf(requires) : null)
    }
  }
  return resolvers

  function resolveReference(representation: Representation, { headers }: Context): unknown {
    const n = numberOf(representation, entities)
    const place = `${entities.crowdOf(representation.__typename)}#${n}`
    const fate = readWeather(headers).fateOf('reference', `${subgraph} ${place}`)
    // Rejected and not thrown: @apollo/subgraph lets one that throws at once take down all entities of the fetch.
    if (fate === 'error') return Promise.reject(unlucky(place))
    if (fate === 'null') return null
    const crowd = entities.membersOf(entities.crowdOf(representation.__typename))
    // A reference to the interface itself: the subgraph says of which type the entity is, if it knows its types.
    const knows = resolvers[crowd[n % crowd.length] ?? ''] !== undefined
    const __typename = knows ? (crowd[n % crowd.length] as string) : representation.__typename
    return { __typename, n, given: representation } satisfies StubObject
  }

  function resolverOf(requires: SelectionSetNode | null) {
    // Not a promise: graphql-js leaves promises of a list unwatched when a later element throws.
    return function resolve(
      parent: StubObject | undefined,
      args: Record<string, unknown>,
      { headers }: Context,
      info: GraphQLResolveInfo,
    ): unknown {
      const weather = readWeather(headers)
      const type = info.parentType.name
      const crowd = entities.crowdOf(type)
      let n = parent?.n ?? 0
      if (type === 'Mutation') {
        n = (mutated.get(weather.run) ?? 0) + 1
        mutated.set(weather.run, n)
      }
      if (entities.isKeyField(type, info.fieldName) || entities.isKeyField(crowd, info.fieldName)) {
        return keyValue(info, crowd, n)
      }
      const asked = Object.keys(args).length > 0 ? JSON.stringify(args) : ''
      const required = requires ? JSON.stringify(project(requires, parent?.given ?? {})) : ''
      return make(info.returnType, `${crowd}.${info.fieldName}#${n}${asked}${required}`, info, weather)
    }
  }

  function keyValue(info: GraphQLResolveInfo, crowd: string, n: number): unknown {
    const type = getNullableType(info.returnType)
    if (!isLeafType(type)) return make(type, `${crowd}.${info.fieldName}#${n}`, info, readWeather({}))
    return type.name === 'Int' ? n : `${crowd}-${info.fieldName}-${n}`
  }

  function make(type: GraphQLOutputType, place: string, info: GraphQLResolveInfo, weather: Weather): unknown {
    if (isNonNullType(type)) return make(type.ofType, place, info, weather)
    const fate = weather.fateOf('field', place)
    // Returned and not thrown: graphql-js takes it for a failure of the element, where this one is in a list.
    if (fate === 'error') return unlucky(place)
    if (fate === 'null') return null
    const sum = hash(place)
    if (isListType(type)) {
      return Array.from({ length: sum % 4 }, (_, index) => make(type.ofType, `${place}[${index}]`, info, weather))
    }
    if (isLeafType(type)) return leaf(type, place, sum)
    const candidates = isAbstractType(type) ? info.schema.getPossibleTypes(type) : [type]
    const chosen = candidates[sum % candidates.length]?.name ?? type.name
    return { __typename: chosen, n: numberFor(chosen, sum, entities), given: {} } satisfies StubObject
  }
}

/**
 * Stock takes the name that a subgraph gives an interface object, which is the interface's, for the type of the entity, and forgets the
 * one that it knows already. Without the name it does not: theirs.test.ts shows both.
 */
function withoutInterfaceNames({ data }: ExecutionResult, sdl: string): void {
  const entities = data?.['_entities']
  if (!Array.isArray(entities)) return
  for (const entity of entities as (Record<string, unknown> | null)[]) {
    if (entity && new RegExp(`type ${String(entity['__typename'])} [^{]*@interfaceObject`).test(sdl))
      delete entity['__typename']
  }
}

function leaf(type: GraphQLLeafType, place: string, sum: number): unknown {
  if (isEnumType(type)) return type.getValues()[sum % type.getValues().length]?.value
  if (type.name === 'Int') return sum % 1000
  if (type.name === 'Float') return (sum % 1000) / 8
  if (type.name === 'Boolean') return sum % 2 === 1
  if (type.name !== 'JSON') return place
  const values = [
    { place, list: [1, null, { __typename: 'Trap', deep: [] }] },
    [[place], []],
    place,
    sum % 10,
    true,
    {},
  ]
  return values[sum % values.length]
}

/** The number of an entity of a type: one of those of its crowd that have this type. */
function numberFor(type: string, sum: number, entities: Entities): number {
  const crowd = entities.membersOf(entities.crowdOf(type))
  const index = Math.max(0, crowd.indexOf(type))
  return crowd.includes(type) && crowd.length > 1 ? (sum % 3) * crowd.length + index : (sum >>> 3) % POPULATION
}

function numberOf(representation: Representation, entities: Entities): number {
  const { __typename: type, ...fields } = representation
  for (const [name, value] of Object.entries(fields)) {
    if (!entities.isKeyField(type, name) && !entities.isKeyField(entities.crowdOf(type), name)) continue
    if (typeof value === 'number') return value
    const digits = typeof value === 'string' ? /-(\d+)$/.exec(value)?.[1] : undefined
    if (digits !== undefined) return Number(digits)
  }
  throw new Error(`No key in ${JSON.stringify(representation)}`)
}

/** What `@requires` names, and nothing else that the representation may have because other fields need it. */
function project(selectionSet: SelectionSetNode, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => project(selectionSet, element))
  if (typeof value !== 'object' || value === null) return value
  const source = value as Record<string, unknown>
  const projected: Record<string, unknown> = {}
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      // Fields of other types are not in the value: a representation has what its own type has.
      const inner = project(selection.selectionSet, source) as Record<string, unknown>
      for (const [name, one] of Object.entries(inner)) if (one !== undefined) projected[name] = one
    } else if (selection.kind === Kind.FIELD) {
      const one = source[selection.name.value]
      projected[selection.name.value] = selection.selectionSet ? project(selection.selectionSet, one) : one
    }
  }
  return projected
}

function unlucky(place: string): GraphQLError {
  return new GraphQLError(`No luck at ${place}`, { extensions: hash(place) % 2 ? { code: 'UNLUCKY' } : {} })
}
