import { limitWork } from '../cost/limit-work.ts'
import type { WorkLimits } from '../cost/limit-work.ts'
import type { RouterPlugin } from '../plugin.ts'

/** Refuses a query by its form, before anything is planned, with the code QUERY_TOO_COMPLEX. */
export function useQueryLimits(limits: WorkLimits): RouterPlugin {
  return { name: 'query-limits', validationRules: [limitWork(limits)] }
}
