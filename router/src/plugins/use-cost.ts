import type { OperationCosts } from '../cost/operation-costs.ts'
import { RequestRefused } from '../errors.ts'
import type { RouterPlugin } from '../plugin.ts'

/**
 * Refuses an operation whose estimated cost is above `maxCost`, with the code QUERY_TOO_COMPLEX. The estimate is in the
 * request's log line, and with `exposeCost` in the answer's `extensions.cost`.
 */
export function useCost({
  costs,
  maxCost,
  exposeCost,
}: {
  costs: OperationCosts
  maxCost: number
  exposeCost: boolean
}): RouterPlugin {
  return {
    name: 'cost',
    onPrepared: (prepared) => costs.prepare(prepared),
    onOperation(run) {
      const estimated = costs.of(run)
      run.context.activity.cost = estimated
      if (estimated > maxCost) {
        const message = `The query may cost some ${estimated}; ${maxCost} is allowed. Smaller pages cost less.`
        throw new RequestRefused(400, 'QUERY_TOO_COMPLEX', message)
      }
      if (exposeCost) run.extensions['cost'] = { estimated, maximum: maxCost }
    },
  }
}
