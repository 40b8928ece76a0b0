import type { RouterPlugin } from '../plugin.ts'
import { clientPath } from '../subgraphs/affected-paths.ts'

const MASKED = 'INTERNAL_SERVER_ERROR'

/**
 * What nobody wrote for a client is for the log only: errors without a code of their own, and those that a subgraph itself
 * calls internal (`maskInternal`; off for those who develop a subgraph). All others pass with code and path, without what some servers add for debugging.
 */
export function useErrorMasking({ maskInternal }: { maskInternal: boolean }): RouterPlugin {
  return {
    name: 'error-masking',
    onErrors(errors, { log }) {
      for (const error of errors) {
        const internal = (error.extensions['code'] ?? MASKED) === MASKED
        const details = { path: error.path, code: error.extensions['code'], subgraph: error.extensions['serviceName'] }
        if (internal) log.error({ err: error.originalError ?? error, ...details }, 'internal error')
        else log.debug({ ...details, message: error.message }, 'error in the answer')
      }
    },
    formatError(error) {
      const { stacktrace: _, exception: __, ...extensions } = error.extensions ?? {}
      const path = error.path ? { path: clientPath(error.path) } : {}
      if (extensions['code'] !== MASKED || !maskInternal) return { ...error, ...path, extensions }
      const serviceName = extensions['serviceName']
      return {
        message: 'Internal server error',
        ...path,
        extensions: { code: MASKED, ...(serviceName ? { serviceName } : {}) },
      }
    },
  }
}
