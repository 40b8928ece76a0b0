import type { StockHoldResolvers } from '../generated/graphql.ts'
import { holdStatus } from '../reservation/reservation.ts'
import type { Shortage } from '../stock/allocation.ts'

export const StockHold: StockHoldResolvers = {
  status: (hold, _arguments, { clock }) => holdStatus(hold, clock.now()),
  // Written by hold-stock.ts, and by nobody else.
  shortages: ({ shortages }) => (shortages ?? []) as Shortage[],
}
