import type { GraphQLESLintRule } from '@graphql-eslint/eslint-plugin'
import { namedType } from './no-float-for-money.ts'
import type { TypeNode } from './no-float-for-money.ts'

/** Which subgraph is linted, and who owns each entity of the supergraph. */
type Options = [{ subgraph: string; owners: Record<string, string> }]

/**
 * When a subgraph is down its fields are null. A non-null one takes its parent along: what one subgraph adds to another's
 * entity, and what leads to another's entity, must therefore be nullable.
 */
export const nullableAcrossSubgraphs: GraphQLESLintRule<Options> = {
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
    const [{ subgraph, owners }] = context.options
    const isOthers = (type: string): boolean => owners[type] !== undefined && owners[type] !== subgraph
    return {
      FieldDefinition(node) {
        const field = node as unknown as Field
        const type = field.parent.name.value
        // A subscription has one field at its root: there is nothing beside it to be lost.
        if (type === 'Subscription') return
        if (field.gqlType.kind !== 'NonNullType' || field.directives?.some(({ name }) => name.value === 'external'))
          return
        const target = namedType(field.gqlType)
        const data = { type, field: field.name.value, subgraph, target }
        if (isOthers(type) && !isKey(field)) {
          context.report({ node, messageId: 'adds', data: { ...data, owner: owners[type] ?? '' } })
        } else if (isOthers(target) && !isList(field.gqlType)) {
          context.report({ node, messageId: 'leads', data: { ...data, owner: owners[target] ?? '' } })
        }
      },
    }
  },
}

type Directive = { name: { value: string }; arguments?: { name: { value: string }; value: { value?: unknown } }[] }
type Field = {
  name: { value: string }
  gqlType: TypeNode
  directives?: Directive[]
  parent: { name: { value: string }; directives?: Directive[] }
}

/** Keys are known without asking their owner. */
function isKey({ name, parent }: Field): boolean {
  const keys = (parent.directives ?? []).filter((directive) => directive.name.value === 'key')
  const texts = keys.flatMap((key) => key.arguments ?? []).filter((argument) => argument.name.value === 'fields')
  return texts.some(({ value }) => String(value.value).split(/\W+/).includes(name.value))
}

/** Elements of a list may be references, which need no answer of their owner to be there. */
function isList({ kind, gqlType }: TypeNode): boolean {
  return kind === 'ListType' || (gqlType !== undefined && isList(gqlType))
}
