import { createHash } from 'node:crypto'
import { getNamedType, isEnumType, isScalarType, isSpecifiedScalarType, Kind, print, TypeInfo, visit } from 'graphql'
import { visitWithTypeInfo } from 'graphql'
import type { ASTNode, ConstValueNode, FragmentDefinitionNode, ListValueNode, ObjectValueNode } from 'graphql'
import type { PreparedOperation } from '../operations/operation.ts'

/** What is the same for all requests that ask the same with other values. */
export type OperationSignature = {
  /** SHA-256 of `document`, in hexadecimal digits. */
  signature: string
  /** The operation and the fragments that it uses, as graphql-js prints them, without any value that somebody wrote. */
  document: string
}

type Signed = Pick<PreparedOperation, 'operation' | 'fragments' | 'supergraph'>

/**
 * Hides literals in a way that leaves the document valid on its schema, and invalid on another where it was: numbers are 0
 * and 0.0, texts are empty, false stays for both booleans, equal elements of a list are one. Enum values stay, which are words
 * of the schema, and so do booleans of `@skip` and `@include`, which say what is fetched.
 */
export function signOperation({ operation, fragments, supergraph }: Signed): OperationSignature {
  const used = fragmentsOf(operation, fragments)
  const types = new TypeInfo(supergraph.clientSchema)
  const hidden = visit(
    { kind: Kind.DOCUMENT, definitions: [operation, ...used] },
    visitWithTypeInfo(types, {
      Directive: ({ name }) => (name.value === 'skip' || name.value === 'include' ? false : undefined),
      IntValue: (node) => ({ ...node, value: '0' }),
      FloatValue: (node) => ({ ...node, value: '0.0' }),
      StringValue: (node) => ({ ...node, value: '', block: false }),
      BooleanValue: (node) => ({ ...node, value: false }),
      // A scalar that is not GraphQL's own takes what it likes: nothing in it is a word of the schema.
      EnumValue: () => (isEnumType(getNamedType(types.getInputType())) ? undefined : EMPTY),
      ObjectValue: { enter: (node) => (isFreeForm(types) ? withoutNames(node) : undefined) },
      ListValue: { leave: withoutRepetition },
    }),
  )
  const document = print(hidden)
  return { signature: createHash('sha256').update(document).digest('hex'), document }
}

const EMPTY: ConstValueNode = { kind: Kind.STRING, value: '' }

function isFreeForm(types: TypeInfo): boolean {
  const type = getNamedType(types.getInputType())
  return type == null || (isScalarType(type) && !isSpecifiedScalarType(type))
}

function withoutNames(node: ObjectValueNode): ObjectValueNode {
  const fields = node.fields.map((field, index) => ({
    ...field,
    name: { kind: Kind.NAME as const, value: `field${index}` },
  }))
  return { ...node, fields }
}

function withoutRepetition(node: ListValueNode): ListValueNode {
  const byText = new Map(node.values.map((value) => [print(value), value]))
  return { ...node, values: [...byText.values()] }
}

/** Those that a definition spreads, directly or not, by name: their order in the text says nothing. */
function fragmentsOf(
  operation: ASTNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Map<string, FragmentDefinitionNode>()
  const collect = (node: ASTNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value)
        if (!fragment || used.has(name.value)) return
        used.set(name.value, fragment)
        collect(fragment)
      },
    })
  }
  collect(operation)
  return [...used.keys()].toSorted().flatMap((name) => used.get(name) ?? [])
}
