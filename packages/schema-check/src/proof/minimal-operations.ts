import {
  getNamedType,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isInputType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  print,
} from 'graphql'
import { sampleInput, type Wish } from './sample-input.ts'
import { argumentsThatTake, printField, printInput, type Way, waysToTypes } from './ways-to-types.ts'

const MOST_PLACES = 5

/**
 * The smallest operations that touch the coordinates, most telling first: with an input given, left out and null; with every
 * type that a narrowing may name. Which of them shows a change is for the replay to find out.
 */
export function* minimalOperations(schema: GraphQLSchema, coordinates: readonly string[]): Generator<string> {
  const seen = new Set<string>()
  for (const text of candidates(schema, coordinates)) {
    const printed = print(parse(text))
    if (!seen.has(printed)) yield printed
    seen.add(printed)
  }
}

function* candidates(schema: GraphQLSchema, coordinates: readonly string[]): Generator<string> {
  for (const coordinate of coordinates) {
    if (coordinate.startsWith('@')) yield* withDirective(schema, coordinate)
    else if (coordinate.startsWith('schema.')) yield `${coordinate.slice('schema.'.length)} Proof { __typename }`
    else if (coordinate.includes('(')) yield* withArgument(schema, coordinate)
    else yield* ofTypeOrField(schema, coordinate)
  }
  for (const outer of coordinates) {
    for (const inner of coordinates) if (outer !== inner) yield* narrowed(schema, outer, inner)
  }
}

function* ofTypeOrField(schema: GraphQLSchema, coordinate: string): Generator<string> {
  const [owner = '', name] = coordinate.split('.')
  const type = schema.getType(owner)
  const way = waysToTypes(schema).get(owner)
  if (name !== undefined && way && (isObjectType(type) || isInterfaceType(type))) {
    const field = type.getFields()[name]
    if (field) yield operation(way, printField(field) + leaf(field))
    return
  }
  if (name === undefined && way && isCompositeType(type)) yield operation(way, '__typename')
  // An enum or scalar as an answer: the fields that the way ends with.
  else if (way) yield operation({ ...way, steps: way.steps.slice(0, -1) }, lastField(way))
  if (isInputType(type)) yield* asInput(schema, coordinate)
}

function* asInput(schema: GraphQLSchema, coordinate: string): Generator<string> {
  for (const { owner, field, argument } of argumentsThatTake(schema, coordinate).slice(0, MOST_PLACES)) {
    const way = waysToTypes(schema).get(owner)
    if (!way) continue
    for (const value of ['given', 'omitted', 'null'] as const) {
      const wish: Wish | null =
        getNamedType(argument.type).name === coordinate && value !== 'given' ? null : { coordinate, value }
      const text = printInput(sampleInput(argument.type, wish), argument.type)
      if (text !== '') yield operation(way, printField(field, { [argument.name]: text }) + leaf(field))
    }
    const plain = printInput(sampleInput(argument.type), argument.type)
    if (plain !== '') yield operation(way, printField(field, { [argument.name]: plain }) + leaf(field))
    // By a variable, whose type is named in the document.
    const variable = `($value: ${String(argument.type)})`
    yield operation(way, printField(field, { [argument.name]: '$value' }) + leaf(field), variable)
  }
}

function* withArgument(schema: GraphQLSchema, coordinate: string): Generator<string> {
  const [, owner = '', name = '', argumentName = ''] = /^(\w+)\.(\w+)\((\w+):\)$/.exec(coordinate) ?? []
  const type = schema.getType(owner)
  const way = waysToTypes(schema).get(owner)
  if (!way || !(isObjectType(type) || isInterfaceType(type))) return
  const field = type.getFields()[name]
  if (!field) return
  const argument = field.args.find((one) => one.name === argumentName)
  const texts = argument ? [printInput(sampleInput(argument.type), argument.type), 'null'] : []
  for (const text of texts) {
    if (text !== '') yield operation(way, printField(field, { [argumentName]: text }) + leaf(field))
  }
  yield operation(way, printField(field) + leaf(field))
  if (argument) {
    const variable = `($value: ${String(argument.type)})`
    yield operation(way, printField(field, { [argumentName]: '$value' }) + leaf(field), variable)
  }
}

function* withDirective(schema: GraphQLSchema, coordinate: string): Generator<string> {
  const [, name = ''] = /^@(\w+)/.exec(coordinate) ?? []
  const directive = schema.getDirective(name)
  if (!directive) return
  const texts = directive.args.map(
    (argument) => `${argument.name}: ${printInput(sampleInput(argument.type), argument.type)}`,
  )
  const all = `@${name}${texts.length > 0 ? `(${texts.join(', ')})` : ''}`
  for (const use of [all, `@${name}`, `${all} ${all}`]) {
    for (const location of directive.locations as string[]) {
      if (location === 'FIELD') yield `query Proof { __typename ${use} }`
      if (location === 'QUERY') yield `query Proof ${use} { __typename }`
      if (location === 'INLINE_FRAGMENT') yield `query Proof { ... ${use} { __typename } }`
    }
  }
}

function* narrowed(schema: GraphQLSchema, outer: string, inner: string): Generator<string> {
  const [around, inside] = [schema.getType(outer), schema.getType(inner)]
  const way = waysToTypes(schema).get(outer)
  if (!way || !isCompositeType(inside) || !(isInterfaceType(around) || isUnionType(around))) return
  yield operation(way, `... on ${inner} { __typename }`)
}

function operation({ operation, steps }: Way, selection: string, variables = ''): string {
  const inside = steps.toReversed().reduce((inner, step) => {
    return step.kind === 'field' ? `${printField(step.field)} { ${inner} }` : `... on ${step.type} { ${inner} }`
  }, selection)
  return `${operation} Proof${variables} { ${inside} }`
}

function leaf(field: GraphQLField<unknown, unknown>): string {
  return isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''
}

function lastField({ steps }: Way): string {
  const last = steps.at(-1)
  return last?.kind === 'field' ? printField(last.field) : '__typename'
}
