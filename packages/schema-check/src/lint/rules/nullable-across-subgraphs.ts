import type { GraphQLESLintRule } from '@graphql-eslint/eslint-plugin'
import { namedType } from './no-float-for-money.ts'
import type { TypeNode } from './no-float-for-money.ts'

/**
 * Which subgraph is linted, who owns each entity of the supergraph, the fields of its keys in this subgraph (which any part of the type may
 * have), and the name of `@external` in it.
 */
export type SubgraphFacts = {
  subgraph: string
  owners: Readonly<Record<string, string>>
  keys: Readonly<Record<string, readonly string[]>>
  external: string
}

/**
 * When a subgraph is down its fields are null. A non-null one takes its parent along: what one subgraph adds to another's
 * entity, and what leads to another's entity, must therefore be nullable.
 */
export const nullableAcrossSubgraphs: GraphQLESLintRule<[SubgraphFacts]> = {
  meta: {
    type: 'problem',
    docs: { category: 'Schema', description: 'Fields that cross into another subgraph are nullable.' },
    schema: [{ type: 'object' }] as never,
    messages: {
      adds: '{{type}} is of {{owner}}: when {{subgraph}} is down, a non-null {{type}}.{{field}} takes the whole {{type}} away.',
      leads:
        '{{target}} is of {{owner}}: when it is down, a non-null {{type}}.{{field}} takes the whole {{type}} away.',
    },
  },
  create(context) {
    const [{ subgraph, owners, keys, external }] = context.options
    const isOthers = (type: string): boolean => owners[type] !== undefined && owners[type] !== subgraph
    return {
      FieldDefinition(node) {
        const field = node as unknown as Field
        const type = field.parent.name.value
        // A subscription has one field at its root: there is nothing beside it to be lost.
        if (type === 'Subscription') return
        if (field.gqlType.kind !== 'NonNullType' || field.directives?.some(({ name }) => name.value === external))
          return
        const target = namedType(field.gqlType)
        const data = { type, field: field.name.value, subgraph, target }
        // Keys are known without asking their owner.
        if (isOthers(type) && !keys[type]?.includes(field.name.value)) {
          context.report({ node, messageId: 'adds', data: { ...data, owner: owners[type] ?? '' } })
        } else if (isOthers(target) && !isList(field.gqlType)) {
          context.report({ node, messageId: 'leads', data: { ...data, owner: owners[target] ?? '' } })
        }
      },
    }
  },
}

type Field = {
  name: { value: string }
  gqlType: TypeNode
  directives?: { name: { value: string } }[]
  parent: { name: { value: string } }
}

/** Elements of a list may be references, which need no answer of their owner to be there. */
function isList({ kind, gqlType }: TypeNode): boolean {
  return kind === 'ListType' || (gqlType !== undefined && isList(gqlType))
}
