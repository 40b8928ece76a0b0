import { isEnumType, isLeafType, isListType, isNonNullType, isObjectType, isUnionType } from 'graphql'
import type {
  FieldNode,
  GraphQLCompositeType,
  GraphQLLeafType,
  GraphQLOutputType,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'
import { collectFields } from './collect-fields.ts'
import type { Selection } from './collect-fields.ts'
import type { DataTree } from './data-tree.ts'
import { stringText, valueText } from './json-text.ts'
import { quickLeaf, slowLeaf } from './leaf-code.ts'

/** What a projection tells besides its text, and asks. */
export type ProjectionContext = {
  /** Set when something that may not be null was, or when a value did not fit its type. */
  broken: boolean
  /** No string of the data has anything that JSON escapes. */
  unescaped: boolean
  /** The text of `__schema` or `__type` under this response key. */
  introspect(key: string): string
}

/** The answer's `data` as text; null when null has propagated to the root. */
export type Project = (data: DataTree, context: ProjectionContext) => string | null

/** How one field of an object gets into the text, as code: `checks` and `quick` for when nothing is unusual. */
type FieldCode = { read: string; checks: string; quick: readonly string[]; slow: string }

const INTROSPECTION = new Set(['__schema', '__type'])
const BROKEN = '{c.broken=true;return null;}'
const quote = JSON.stringify

/**
 * Compiles what turns the merged data into the answer's text: the client's fields in the client's order, with null where
 * a value is missing or does not fit, propagated to the nearest place that may be null (GraphQL, 6.4.4). One pass, without
 * the objects between. `withheld` fields are null. Names are quoted as JSON, so that no text of a client becomes code.
 *
 * An object whose scalars are all there is written in one expression with as few pieces as possible: this is where a
 * large answer spends its time. Everything else goes field by field.
 */
export function compileProjection(
  selection: Selection,
  operation: OperationDefinitionNode,
  withheld: ReadonlySet<FieldNode> | null,
): Project {
  const { schema } = selection
  const functions: string[] = []
  const known = new Map<string, string>()
  const setIds = new Map<SelectionSetNode, number>()
  const enums: ReadonlySet<unknown>[] = []

  function idOf(sets: readonly SelectionSetNode[]): string {
    return sets
      .map((set) => {
        if (!setIds.has(set)) setIds.set(set, setIds.size)
        return setIds.get(set)
      })
      .join(',')
  }

  /** A function of the generated text with this body, once for the same key. */
  function declare(key: string, body: (name: string) => string): string {
    const there = known.get(key)
    if (there) return there
    const name = `f${functions.length}`
    known.set(key, name)
    const index = functions.push('') - 1
    functions[index] = body(name)
    return name
  }

  function objectFunction(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): string {
    return declare(`${type.name} ${idOf(sets)}`, (name) => {
      const fields = [...collectFields(selection, type, sets)].map(([key, nodes], index) =>
        fieldCode(type, key, nodes, index),
      )
      const checks = ['c.unescaped', ...fields.map((field) => field.checks).filter(Boolean)].join('&&')
      const quick = joinPieces([quote('{'), ...fields.flatMap((field) => field.quick), quote('}')])
      return (
        `function ${name}(o,c){${fields.map((field) => field.read).join('')}if(${checks})return ${quick};` +
        `let s="{",t;${fields.map((field) => field.slow).join('')}return s+"}";}`
      )
    })
  }

  function fieldCode(type: GraphQLCompositeType, key: string, all: readonly FieldNode[], index: number): FieldCode {
    const nodes = withheld ? all.filter((node) => !withheld.has(node)) : all
    const name = (all[0] as FieldNode).name.value
    const before = `${index === 0 ? '' : ','}${quote(key)}:`
    if (name === '__typename') {
      // The type of an interface object is not known before another subgraph has told it.
      if (!isObjectType(type)) return { read: BROKEN, checks: '', quick: [], slow: '' }
      return constant(quote(before + quote(type.name)))
    }
    if (INTROSPECTION.has(name)) return constant(`${quote(before)}+c.introspect(${quote(key)})`)
    if (isUnionType(type)) throw new Error('A field of a union passed validation.')
    const field = type.getFields()[name]
    if (!field) throw new Error(`${type.name}.${name} passed validation and is not there.`)
    const value = `v${index}`
    const read = `const ${value}=${nodes.length === 0 ? 'null' : readOwn(key)};`
    const named = isNonNullType(field.type) ? field.type.ofType : field.type
    return isLeafType(named)
      ? leafCode(field.type, named, before, value, read)
      : nestedCode(field.type, nodes, before, value, read)
  }

  function leafCode(
    type: GraphQLOutputType,
    leaf: GraphQLLeafType,
    before: string,
    value: string,
    read: string,
  ): FieldCode {
    const { check, pieces } = quickLeaf(leaf, value, enumIndex)
    const text = slowLeaf(leaf, value, enumIndex)
    const slow = isNonNullType(type)
      ? `if(${value}==null)${BROKEN}t=${text};if(t===null)return null;s+=${quote(before)}+t;`
      : `t=${value}==null?"null":${text};s+=t===null?${quote(`${before}null`)}:${quote(before)}+t;`
    return { read, checks: check, quick: [quote(before), ...pieces], slow }
  }

  /** An object or a list: written by a function of its own, before the object around it is. */
  function nestedCode(
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    before: string,
    value: string,
    read: string,
  ): FieldCode {
    const text = `t${value.slice(1)}`
    const nested = isNonNullType(type)
      ? `if(${value}==null)${BROKEN}const ${text}=${textOf(type.ofType, nodes, value)};if(${text}===null)return null;`
      : `const ${text}=(${value}==null?null:${textOf(type, nodes, value)})??"null";`
    return { read: read + nested, checks: '', quick: [quote(before), text], slow: `s+=${quote(before)}+${text};` }
  }

  /** An expression for the text of a value that is not null; it is null when the value does not fit. */
  function textOf(type: GraphQLOutputType, nodes: readonly FieldNode[], value: string): string {
    if (isNonNullType(type)) return textOf(type.ofType, nodes, value)
    if (isListType(type)) return `${listFunction(type.ofType, nodes)}(${value},c)`
    if (isLeafType(type)) return slowLeaf(type, value, enumIndex)
    const sets = nodes.flatMap((node) => node.selectionSet ?? [])
    return `${isObjectType(type) ? concreteFunction(type, sets) : abstractFunction(type, sets)}(${value},c)`
  }

  function listFunction(type: GraphQLOutputType, nodes: readonly FieldNode[]): string {
    const sets = nodes.flatMap((node) => node.selectionSet ?? [])
    return declare(`[${String(type)}] ${idOf(sets)}`, (name) => {
      const item = isNonNullType(type)
        ? `if(v==null)${BROKEN}t=${textOf(type.ofType, nodes, 'v')};if(t===null)return null;`
        : `t=v==null?"null":${textOf(type, nodes, 'v')};if(t===null)t="null";`
      return (
        `function ${name}(a,c){if(!Array.isArray(a))${BROKEN}let s="",t,v;` +
        `for(let i=0;i<a.length;i++){v=a[i];${item}s+=i===0?t:","+t;}return "["+s+"]";}`
      )
    })
  }

  /** An object whose type is in the schema; what it says of itself must be a type that clients may see. */
  function concreteFunction(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): string {
    const object = objectFunction(type, sets)
    return declare(`checked ${object}`, (name) => {
      const mine = `n===undefined||n===${quote(type.name)}`
      return (
        `function ${name}(o,c){if(typeof o!=="object"||Array.isArray(o))${BROKEN}` +
        `const n=o.__typename;return ${mine}||isKnown(n)?${object}(o,c):(c.broken=true,null);}`
      )
    })
  }

  function abstractFunction(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): string {
    return declare(`abstract ${type.name} ${idOf(sets)}`, (name) => {
      const possible = isObjectType(type) ? [type] : schema.getPossibleTypes(type)
      const cases = possible.map((one) => `case ${quote(one.name)}:return ${objectFunction(one, sets)}(o,c);`)
      const unknown = `case undefined:case ${quote(type.name)}:return ${objectFunction(type, sets)}(o,c);`
      return (
        `function ${name}(o,c){if(typeof o!=="object"||Array.isArray(o))${BROKEN}` +
        `switch(o.__typename){${cases.join('')}${unknown}}c.broken=true;return null;}`
      )
    })
  }

  function enumIndex(type: GraphQLLeafType): number {
    return isEnumType(type) ? enums.push(new Set(type.getValues().map((value) => value.name))) - 1 : -1
  }

  const rootType = schema.getRootType(operation.operation)
  if (!rootType) throw new Error(`The supergraph has no ${operation.operation} type.`)
  const main = objectFunction(rootType, [operation.selectionSet])
  const text = `${functions.join('\n')}\nreturn ${main};`
  // oxlint-disable-next-line typescript/no-implied-eval -- compiling is the point, and nothing of a client is in the text
  const create = new Function('stringText', 'valueText', 'enums', 'isKnown', text)
  const isKnown = (typeName: unknown): boolean => {
    const type = typeof typeName === 'string' ? schema.getType(typeName) : undefined
    return type !== undefined && (isObjectType(type) || 'getFields' in type)
  }
  return (create as (...given: unknown[]) => Project)(stringText, valueText, enums, isKnown)
}

/** A piece that is always there. */
function constant(text: string): FieldCode {
  return { read: '', checks: '', quick: [text], slow: `s+=${text};` }
}

/** Puts pieces of code together, constants that follow each other as one. */
function joinPieces(pieces: readonly string[]): string {
  const joined: string[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (last !== undefined && isConstant(last) && isConstant(piece))
      joined[joined.length - 1] = last.slice(0, -1) + piece.slice(1)
    else joined.push(piece)
  }
  return joined.join('+')
}

/** A literal of JSON and nothing else, which can be joined by leaving out the quotes between. */
function isConstant(piece: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/.test(piece)
}

/** A name that every object inherits something under, such as `constructor`, must be the object's own. */
function readOwn(key: string): string {
  const quoted = quote(key)
  return key in {} ? `Object.hasOwn(o,${quoted})?o[${quoted}]:null` : `o[${quoted}]`
}
