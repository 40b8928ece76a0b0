import type { GraphQLESLintRule } from '@graphql-eslint/eslint-plugin'

/** Names of what is paid, owed or costs something. */
const MONEY =
  /(^|[a-z_])(price|amount|cost|fee|tax|total|subtotal|balance|discount|refund|payment|charge|revenue|salary|money)s?$/i

/** Binary fractions cannot hold cents: 0.1 + 0.2 is not 0.3. */
export const noFloatForMoney: GraphQLESLintRule = {
  meta: {
    type: 'problem',
    docs: { category: 'Schema', description: 'Money is no Float.' },
    schema: [],
    messages: { float: '{{name}} is money, and a Float cannot hold it exactly: give it a decimal type.' },
  },
  create(context) {
    return {
      'FieldDefinition, InputValueDefinition'(node: never) {
        const { name, gqlType } = node as { name: { value: string }; gqlType: TypeNode }
        if (!MONEY.test(name.value) || namedType(gqlType) !== 'Float') return
        context.report({ node, messageId: 'float', data: { name: name.value } })
      },
    }
  },
}

/** A type as the linter's tree has it, where `type` is taken by the name of the node's kind. */
export type TypeNode = { kind: string; name?: { value: string }; gqlType?: TypeNode }

/** The type inside of lists and non-nulls. */
export function namedType(type: TypeNode): string {
  return type.gqlType ? namedType(type.gqlType) : (type.name?.value ?? '')
}
