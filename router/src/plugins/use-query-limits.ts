import { GraphQLError } from 'graphql'
import { codeOf } from '../errors.ts'
import type { RouterPlugin } from '../plugin.ts'
import { limitWork } from '../query-work.ts'
import type { WorkLimits } from '../query-work.ts'

const TOO_MANY_TOKENS = /Document contains more that \d+ tokens/
/** What V8 says when the parser, which descends by recursion, runs out of stack. */
const TOO_NESTED = 'Maximum call stack size exceeded'

/**
 * Refuses a query by its size before anything is planned: by tokens (the parser stops at the limit, see the engine) and
 * by the work that it makes. Both get the code QUERY_TOO_COMPLEX.
 */
export function useQueryLimits({ maxTokens, ...work }: { maxTokens: number } & WorkLimits): RouterPlugin {
  return {
    name: 'query-limits',
    validationRules: [limitWork(work)],
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
