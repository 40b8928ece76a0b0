import type { GraphQLESLintRule } from '@graphql-eslint/eslint-plugin'

const SIZES = new Set(['first', 'last', 'limit', 'take', 'pageSize', 'perPage'])
/** With a number: what is up to date has no limit. */
const LIMIT = /(at most|maximum|up to|no more than|≤)\D{0,30}\d|\d\D{0,30}(at most|maximum)/i

/** A list that can be asked for at any length can be asked for at a length that hurts: clients are told the most. */
export const pageLimit: GraphQLESLintRule = {
  meta: {
    type: 'suggestion',
    docs: { category: 'Schema', description: 'Arguments for the length of a page say how long it may be.' },
    schema: [],
    messages: { limit: 'The description of {{field}}({{name}}:) does not say how many are given at most.' },
  },
  create(context) {
    return {
      'FieldDefinition > InputValueDefinition'(node: never) {
        const { name, description, parent } = node as {
          name: { value: string }
          description?: { value: string }
          parent: { name: { value: string } }
        }
        if (!SIZES.has(name.value) || LIMIT.test(description?.value ?? '')) return
        context.report({
          node,
          messageId: 'limit',
          data: { name: name.value, field: parent.name.value },
        })
      },
    }
  },
}
