import type { GraphQLESLintRule } from '@graphql-eslint/eslint-plugin'

type Definition = { kind: string; name?: { value: string }; fields?: readonly { name: { value: string } }[] }
type Report = { node?: { parent: Definition }; messageId?: string; message?: string }

/**
 * A rule of the plugin that looks for fields in each part of a type by itself, made to look at all that the subgraph says of the type. A part
 * that begins with `extend` lacks nothing: the rest stands elsewhere, here or in another subgraph.
 */
export function ofWholeTypes<Options, Typed extends boolean>(
  rule: GraphQLESLintRule<Options, Typed>,
): GraphQLESLintRule<Options, Typed> {
  return {
    ...rule,
    create(context) {
      const ast = context.sourceCode.ast as unknown as { body: readonly [{ definitions: readonly Definition[] }] }
      const partsOf = (type: Definition) =>
        ast.body[0].definitions.filter(
          ({ kind, name }) => kind.startsWith('ObjectType') && name?.value === type.name?.value,
        )

      function isThere({ node, messageId, message }: Report): boolean {
        const text = message ?? rule.meta.messages?.[messageId ?? ''] ?? ''
        const missing = /must contain a field `(\w+)`/.exec(text)?.[1]
        if (missing === undefined || node === undefined) return false
        if (node.parent.kind === 'ObjectTypeExtension') return true
        return partsOf(node.parent).some(({ fields = [] }) => fields.some(({ name }) => name.value === missing))
      }

      const report: typeof context.report = (found) => {
        if (!isThere(found as unknown as Report)) context.report(found)
      }
      return rule.create(Object.create(context, { report: { value: report } }) as typeof context)
    },
  }
}
