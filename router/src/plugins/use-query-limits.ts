import type { RouterPlugin } from '../plugin.ts'
import { limitWork } from '../query-work.ts'
import type { WorkLimits } from '../query-work.ts'

/** Refuses a query by the work that it makes, before anything is planned, with the code QUERY_TOO_COMPLEX. */
export function useQueryLimits(work: WorkLimits): RouterPlugin {
  return { name: 'query-limits', validationRules: [limitWork(work)] }
}
