import type { ChangeFeed } from '@shop/events/live/change-feed'
import type { Clock } from '@shop/subgraph/clock'
import type { DeadLetterDesk } from '@shop/subgraph/dead-letter-desk'
import { defineLoaders } from '@shop/subgraph/loader'
import type { Log } from '@shop/subgraph/log'
import type { RequestOrigin } from '@shop/subgraph/subgraph'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Carrier } from './carrier/carrier.ts'
import { cartLoaders } from './cart/cart-loader.ts'
import { quoteLoaders } from './cart/quote-loader.ts'
import type { Database, Transaction } from './database.ts'
import { editLoaders } from './edit/edit-loader.ts'
import { historyLoaders } from './history/history-loader.ts'
import { orderLoaders } from './order/order-loader.ts'
import type { WaitingLimits } from './order/waiting-states.ts'
import type { PriceRulesReader } from './quote/price-rules.ts'
import { promotionLoaders } from './promotion/promotion-loader.ts'
import { returnLoaders } from './return/return-loader.ts'
import { shipmentLoaders } from './shipment/shipment-loader.ts'
import { zoneLoaders } from './zone/zone-loader.ts'

/** What lives as long as the process. */
export type Services = {
  database: Database
  /** Runs the work in one transaction; after the commit its events are sent. */
  transact<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  deadLetters: DeadLetterDesk
  carrier: Carrier
  /** What changes, for subscriptions. */
  feed: ChangeFeed
  /** The shop's own country: where a cart goes that does not say where. */
  homeCountry: string
  /** How long a cart in checkout has its units held. */
  checkoutHoldMs: number
  /** Staff make the parcels of new orders. */
  manualFulfillment: boolean
  /** How long an order may wait for what. */
  waitingLimits: WaitingLimits
  /** What prices depend on, kept in memory as long as it holds. */
  priceRules: PriceRulesReader
  /** Where the days of the statistics begin at midnight. */
  timeZone: string
  /** Call it after a commit that began to count anew. */
  wakeStatistics(): void
  clock: Clock
  log: Log
}

export type Loaders = ReturnType<typeof createLoaders>

/** What lives as long as a request, or one event of a subscription. */
export type RequestContext = Services & {
  viewer: Viewer | null
  /** The cursor that a subscription is to go on after. */
  resumeFrom: string | null
  loaders: Loaders
}

export function createRequestContext(services: Services, { viewer, resumeFrom }: RequestOrigin): RequestContext {
  return { ...services, viewer, resumeFrom, loaders: createLoaders(services.database) }
}

/** Those of one request, or of all who are told of one change. */
export const createLoaders = defineLoaders({
  ...cartLoaders,
  ...editLoaders,
  ...quoteLoaders,
  ...historyLoaders,
  ...orderLoaders,
  ...promotionLoaders,
  ...returnLoaders,
  ...shipmentLoaders,
  ...zoneLoaders,
})
