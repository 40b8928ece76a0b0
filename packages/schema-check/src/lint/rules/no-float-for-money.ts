import type { GraphQLESLintRule } from '@graphql-eslint/eslint-plugin'

/** Words for what is paid, owed or costs something, wherever they stand in a name. */
const MONEY = /^(price|cost|fee|tax|subtotal|revenue|salary|money)s?$/
/** Words that are of money when a name ends with them: `totalWeight` is none. */
const MONEY_AT_END = /^(amount|total|balance|discount|refund|payment|charge)s?$/
/** What is due, paid or owed of an amount. */
const STATE_OF_AMOUNT = /^(due|paid|owed|left|refunded|captured|authorized)$/
/** Of money, and none itself. */
const MEASURE = /^(percent|percentage|rate|ratio|factor|share|score|level|index)s?$/

function isMoney(name: string): boolean {
  const words = name.split(/_|(?<=[a-z\d])(?=[A-Z])/).map((word) => word.toLowerCase())
  const [last = '', before = ''] = words.toReversed()
  if (MEASURE.test(last)) return false
  if (words.some((word) => MONEY.test(word)) || MONEY_AT_END.test(last)) return true
  return STATE_OF_AMOUNT.test(last) && MONEY_AT_END.test(before)
}

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
        if (!isMoney(name.value) || namedType(gqlType) !== 'Float') return
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
