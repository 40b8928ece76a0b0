import type { ChangeFeed } from '@shop/events/live/change-feed'
import type { DeadLetterDesk } from '@shop/subgraph/dead-letter-desk'
import type { RequestOrigin } from '@shop/subgraph/subgraph'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/prisma/client.ts'
import { createLocationLoader } from './location/location-loader.ts'
import { createAllocationsLoader } from './reservation/reservation-loader.ts'
import { createAvailabilityLoader, createStockLevelLoader } from './stock/stock-loader.ts'

/** Runs work in one transaction and wakes the relay once it is committed. */
export type StockTransact = <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>

/** What lives with the process. */
export type ProcessContext = {
  database: PrismaClient
  transact: StockTransact
  deadLetters: DeadLetterDesk
  /** What changes, for subscriptions. */
  feed: ChangeFeed
}

/** What lives with one request. */
export type RequestContext = ProcessContext & {
  viewer: Viewer | null
  /** The cursor that a subscription is to go on after. */
  resumeFrom: string | null
  loaders: {
    location: ReturnType<typeof createLocationLoader>
    stockLevel: ReturnType<typeof createStockLevelLoader>
    availability: ReturnType<typeof createAvailabilityLoader>
    allocations: ReturnType<typeof createAllocationsLoader>
  }
}

/** The context of a request: loaders remember, so each request has its own. */
export function createRequestContext(process: ProcessContext, { viewer, resumeFrom }: RequestOrigin): RequestContext {
  const { database } = process
  return {
    ...process,
    viewer,
    resumeFrom,
    loaders: {
      location: createLocationLoader(database),
      stockLevel: createStockLevelLoader(database),
      availability: createAvailabilityLoader(database),
      allocations: createAllocationsLoader(database),
    },
  }
}
