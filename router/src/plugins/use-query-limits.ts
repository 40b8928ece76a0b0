import { GraphQLError, Kind } from 'graphql'
import type { ASTVisitor, SelectionSetNode, ValidationContext, ValidationRule } from 'graphql'
import { codedError, codeOf } from '../errors.ts'
import type { RouterPlugin } from '../plugin.ts'
import { limitWork } from '../query-work.ts'
import type { WorkLimits } from '../query-work.ts'

const TOO_MANY_TOKENS = /Document contains more that \d+ tokens/
/** What V8 says when the parser, which descends by recursion, runs out of stack. */
const TOO_NESTED = 'Maximum call stack size exceeded'

/**
 * Refuses a query by its size before anything is planned: by tokens (the parser stops at the limit, see the engine), by
 * depth, and by the work that it makes. All get the code QUERY_TOO_COMPLEX.
 */
export function useQueryLimits({
  maxDepth,
  maxTokens,
  ...work
}: { maxDepth: number; maxTokens: number } & WorkLimits): RouterPlugin {
  return {
    name: 'query-limits',
    validationRules: [limitDepth(maxDepth), limitWork(work)],
    formatError(error, cause) {
      // Apollo Server gives every error of parsing and of validation its own code and keeps ours inside.
      const original = cause instanceof GraphQLError ? cause.originalError : null
      const tooComplex = { ...error.extensions, code: 'QUERY_TOO_COMPLEX' }
      if (codeOf(original) === 'QUERY_TOO_COMPLEX') return { ...error, extensions: tooComplex }
      if (error.message === TOO_NESTED) return { message: 'The query is nested too deeply.', extensions: tooComplex }
      if (!TOO_MANY_TOKENS.test(error.message)) return error
      return { message: `The query has more than ${maxTokens} tokens.`, extensions: tooComplex }
    },
  }
}

/** Counts the levels of selections; a fragment counts where it is spread, and is measured once. */
export function limitDepth(maxDepth: number): ValidationRule {
  return function depthRule(context: ValidationContext): ASTVisitor {
    const measured = new Map<string, number>()

    function depthOf(selectionSet: SelectionSetNode): number {
      let deepest = 0
      for (const selection of selectionSet.selections) {
        let depth = 0
        if (selection.kind === Kind.FIELD) depth = 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0)
        else if (selection.kind === Kind.INLINE_FRAGMENT) depth = depthOf(selection.selectionSet)
        else depth = depthOfFragment(selection.name.value)
        deepest = Math.max(deepest, depth)
      }
      return deepest
    }

    function depthOfFragment(name: string): number {
      const known = measured.get(name)
      if (known !== undefined) return known
      // Set before descending: fragments that spread each other are refused by another rule, and must end here.
      measured.set(name, 0)
      const fragment = context.getFragment(name)
      const depth = fragment ? depthOf(fragment.selectionSet) : 0
      measured.set(name, depth)
      return depth
    }

    return {
      OperationDefinition(node) {
        const depth = depthOf(node.selectionSet)
        if (depth <= maxDepth) return
        const message = `The query is ${depth} levels deep; ${maxDepth} are allowed.`
        context.reportError(codedError('QUERY_TOO_COMPLEX', message, { status: 400 }))
      },
    }
  }
}
