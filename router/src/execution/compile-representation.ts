import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { DataTree } from './data-tree.ts'
import { isTree, mergeInto } from './data-tree.ts'
import { valueText } from './json-text.ts'
import { applyRewrites, isOfType } from './rewrites.ts'

/** The representation of an entity as JSON text, or null when the entity lacks a field of it. */
export type Represent = (entity: DataTree) => string | null

/** How entities of one type are represented. */
export type RepresentationShape = {
  represent: Represent
  /** The fields besides `__typename`, when all are scalars: entities that are equal in them have the same representation. */
  fields: readonly string[] | null
}

/** The shape for entities that say they are of this type. */
export type RepresentationShapes = (typeName: string) => RepresentationShape

const NOTHING: RepresentationShape = { represent: () => null, fields: null }

/**
 * How an entity is represented (Federation's `_Any`), compiled for each type that is met: the text is what is sent, and
 * what tells equal entities apart. `schema` is the supergraph's.
 */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
): RepresentationShapes {
  const byType = new Map<string, RepresentationShape>()

  function interpret(entity: DataTree): string | null {
    const representation = build(schema, entity, requires)
    if (!representation?.['__typename']) return null
    applyRewrites(schema, rewrites, representation)
    return JSON.stringify(representation)
  }

  function compileFor(typeName: string): RepresentationShape {
    const matching = requires.filter(
      (one) =>
        one.kind === 'Field' || (one.typeCondition && isOfType(schema, { __typename: typeName }, one.typeCondition)),
    )
    const [only] = matching
    if (matching.length === 0) return NOTHING
    const simple = matching.length === 1 && only?.kind === 'InlineFragment' && only.selections.every(isPlain)
    if (!simple || rewrites.length > 0) return { represent: interpret, fields: null }
    return { represent: generate(only.selections), fields: scalarFields(only.selections) }
  }

  return function shapeFor(typeName) {
    const known = byType.get(typeName)
    if (known) return known
    const compiled = compileFor(typeName)
    // A subgraph may answer with any text for a type's name; only real ones are remembered.
    if (schema.getType(typeName)) byType.set(typeName, compiled)
    return compiled
  }
}

/** The representation of an entity whose type nobody has looked at yet. */
export function representationOf(shapes: RepresentationShapes, entity: DataTree): string | null {
  const typeName = entity['__typename']
  return typeof typeName === 'string' ? shapes(typeName).represent(entity) : null
}

function scalarFields(selections: readonly QueryPlanSelectionNode[]): string[] | null {
  const fields = selections.flatMap((one) =>
    one.kind === 'Field' && !one.selections && one.name !== '__typename' ? [one.alias ?? one.name] : [],
  )
  const typeNames = selections.filter((one) => one.kind === 'Field' && one.name === '__typename')
  const all = fields.length + typeNames.length === selections.length
  // What every object inherits something under is left to the text.
  return all && fields.length > 0 && fields.every((field) => !(field in {})) ? fields : null
}

/** As the gateway of the specification does it: a fragment that lacks a field counts for nothing, and so does a nested object. */
function build(schema: GraphQLSchema, source: unknown, selections: readonly QueryPlanSelectionNode[]): DataTree | null {
  if (!isTree(source)) return null
  const built: DataTree = {}
  for (const one of selections) {
    if (one.kind === 'InlineFragment') {
      const applies = one.typeCondition && typeof source['__typename'] === 'string'
      const inner =
        applies && isOfType(schema, source, one.typeCondition) ? build(schema, source, one.selections) : null
      if (inner) mergeInto(built, inner)
      continue
    }
    const key = one.alias ?? one.name
    if (!Object.hasOwn(source, key) || source[key] === undefined) return null
    built[key] = buildValue(schema, source[key], one.selections)
  }
  return built
}

function buildValue(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly QueryPlanSelectionNode[] | undefined,
): unknown {
  if (!selections) return value
  return Array.isArray(value)
    ? value.map((element: unknown) => buildValue(schema, element, selections))
    : build(schema, value, selections)
}

function isPlain(selection: QueryPlanSelectionNode): boolean {
  return selection.kind === 'Field' && (selection.selections ?? []).every(isPlain)
}

/** A function in JavaScript for selections that are fields only. Names are quoted as JSON, so that nothing else gets in. */
function generate(selections: readonly QueryPlanSelectionNode[]): Represent {
  const functions: string[] = []

  function generateObject(fields: readonly QueryPlanSelectionNode[], missing: string): string {
    const name = `object${functions.length}`
    const index = functions.push('') - 1
    const seen = new Set<string>()
    const lines = fields.flatMap((field) => {
      if (field.kind !== 'Field') return []
      const key = field.alias ?? field.name
      if (seen.has(key)) return []
      seen.add(key)
      const quoted = JSON.stringify(key)
      const before = JSON.stringify(`${seen.size === 1 ? '' : ','}${quoted}:`)
      const read = key in {} ? `Object.hasOwn(o,${quoted})?o[${quoted}]:undefined` : `o[${quoted}]`
      const text = field.selections ? `${generateValue(field.selections)}(v)` : 'valueText(v)'
      return [`v=${read};if(v===undefined)return ${missing};s+=${before}+${text};`]
    })
    functions[index] = `function ${name}(o){let v,s="{";${lines.join('')}return s+"}";}`
    return name
  }

  function generateValue(fields: readonly QueryPlanSelectionNode[]): string {
    const object = generateObject(fields, '"null"')
    const name = `value${functions.length}`
    functions.push(
      `function ${name}(v){if(Array.isArray(v))return "["+v.map(${name}).join(",")+"]";` +
        `return typeof v!=="object"||v===null?"null":${object}(v);}`,
    )
    return name
  }

  const main = generateObject(selections, 'null')
  // oxlint-disable-next-line typescript/no-implied-eval -- compiling is the point, and nothing of a client is in the text
  const create = new Function('valueText', `${functions.join('\n')}\nreturn ${main};`)
  return (create as (text: typeof valueText) => Represent)(valueText)
}
