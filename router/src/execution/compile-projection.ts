import {
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  specifiedScalarTypes,
} from 'graphql'
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

const INTROSPECTION = new Set(['__schema', '__type'])
const quote = JSON.stringify

/** How the text of an integer looks, that of an id given as a number too. */
const INTEGER = 'Number.isInteger(v)&&Math.abs(v)<1e21'

/**
 * Compiles what turns the merged data into the answer's text: the client's fields in the client's order, with null where
 * a value is missing or does not fit, propagated to the nearest place that may be null (GraphQL, 6.4.4). One pass, without
 * the objects between. `withheld` fields are null. Names are quoted as JSON, so that no text of a client becomes code.
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
      const fields = [...collectFields(selection, type, sets)]
      const lines = fields.map(([key, nodes], index) =>
        fieldLine(type, key, nodes, `${index === 0 ? '' : ','}${quote(key)}:`),
      )
      return `function ${name}(o,c){let v,t,s="{";${lines.join('')}return s+"}";}`
    })
  }

  function fieldLine(type: GraphQLCompositeType, key: string, all: readonly FieldNode[], before: string): string {
    const nodes = withheld ? all.filter((node) => !withheld.has(node)) : all
    const name = (all[0] as FieldNode).name.value
    // The type of an interface object is not known before another subgraph has told it.
    if (name === '__typename')
      return isObjectType(type) ? `s+=${quote(before + quote(type.name))};` : 'c.broken=true;return null;'
    if (INTROSPECTION.has(name)) return `s+=${quote(before)}+c.introspect(${quote(key)});`
    if (isUnionType(type)) throw new Error('A field of a union passed validation.')
    const field = type.getFields()[name]
    if (!field) throw new Error(`${type.name}.${name} passed validation and is not there.`)
    const read = nodes.length === 0 ? 'null' : readOwn(key)
    return `v=${read};${assign(field.type, nodes, before)}`
  }

  /** Adds the value `v` to the text `s`, or leaves the object when it may not be null. */
  function assign(type: GraphQLOutputType, nodes: readonly FieldNode[], before: string): string {
    if (!isNonNullType(type)) {
      return `t=v==null?"null":${textOf(type, nodes)};s+=t===null?${quote(`${before}null`)}:${quote(before)}+t;`
    }
    return `if(v==null){c.broken=true;return null;}t=${textOf(type.ofType, nodes)};if(t===null)return null;s+=${quote(before)}+t;`
  }

  /** An expression for the text of `v`, which is not null; it is null when the value does not fit. */
  function textOf(type: GraphQLOutputType, nodes: readonly FieldNode[]): string {
    if (isNonNullType(type)) return textOf(type.ofType, nodes)
    if (isListType(type)) return `${listFunction(type.ofType, nodes)}(v,c)`
    if (isLeafType(type)) return leafText(type)
    const sets = nodes.flatMap((node) => node.selectionSet ?? [])
    return `${isObjectType(type) ? concreteFunction(type, sets) : abstractFunction(type, sets)}(v,c)`
  }

  function listFunction(type: GraphQLOutputType, nodes: readonly FieldNode[]): string {
    const sets = nodes.flatMap((node) => node.selectionSet ?? [])
    return declare(`[${String(type)}] ${idOf(sets)}`, (name) => {
      const item = isNonNullType(type)
        ? `if(v==null){c.broken=true;return null;}t=${textOf(type.ofType, nodes)};if(t===null)return null;`
        : `t=v==null?"null":${textOf(type, nodes)};if(t===null)t="null";`
      return (
        `function ${name}(a,c){if(!Array.isArray(a)){c.broken=true;return null;}let s="",t,v;` +
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
        `function ${name}(o,c){if(typeof o!=="object"||Array.isArray(o)){c.broken=true;return null;}` +
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
        `function ${name}(o,c){if(typeof o!=="object"||Array.isArray(o)){c.broken=true;return null;}` +
        `switch(o.__typename){${cases.join('')}${unknown}}c.broken=true;return null;}`
      )
    })
  }

  function leafText(type: GraphQLLeafType): string {
    const bad = '(c.broken=true,null)'
    if (isEnumType(type)) {
      const index = enums.push(new Set(type.getValues().map((value) => value.name))) - 1
      return `(enums[${index}].has(v)?'"'+v+'"':${bad})`
    }
    const text = `(c.unescaped?'"'+v+'"':stringText(v))`
    if (!specifiedScalarTypes.some((one) => one.name === type.name)) return `(typeof v==="string"?${text}:valueText(v))`
    if (type.name === 'String') return `(typeof v==="string"?${text}:${bad})`
    if (type.name === 'ID') return `(typeof v==="string"?${text}:${INTEGER}?""+v:${bad})`
    if (type.name === 'Int') return `(${INTEGER}?""+v:${bad})`
    if (type.name === 'Float') return `(typeof v==="number"?""+v:${bad})`
    return `(v===true?"true":v===false?"false":${bad})`
  }

  const rootType = schema.getRootType(operation.operation)
  if (!rootType) throw new Error(`The supergraph has no ${operation.operation} type.`)
  const main = objectFunction(rootType, [operation.selectionSet])
  // oxlint-disable-next-line typescript/no-implied-eval -- compiling is the point, and nothing of a client is in the text
  const create = new Function('stringText', 'valueText', 'enums', 'isKnown', `${functions.join('\n')}\nreturn ${main};`)
  const isKnown = (typeName: unknown): boolean => {
    const type = typeof typeName === 'string' ? schema.getType(typeName) : undefined
    return type !== undefined && (isObjectType(type) || 'getFields' in type)
  }
  return (create as (...given: unknown[]) => Project)(stringText, valueText, enums, isKnown)
}

/** A name that every object inherits something under, such as `constructor`, must be the object's own. */
function readOwn(key: string): string {
  const quoted = quote(key)
  return key in {} ? `Object.hasOwn(o,${quoted})?o[${quoted}]:null` : `o[${quoted}]`
}
