import type { ChangeFeed } from '@shop/events/live/change-feed'
import type { Clock } from '@shop/subgraph/clock'
import type { DeadLetterDesk } from '@shop/subgraph/dead-letter-desk'
import type { Log } from '@shop/subgraph/log'
import type { RequestOrigin } from '@shop/subgraph/subgraph'
import type { Viewer } from '@shop/subgraph/viewer'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/prisma/client.ts'
import { createLocationLoader } from './location/location-loader.ts'
import {
  createAllocationsLoader,
  createBackordersLoader,
  createCartReservationLoader,
  createOrderReservationLoader,
} from './reservation/reservation-loader.ts'
import { createAvailabilityLoader, createStockLevelLoader } from './stock/stock-loader.ts'

/** Runs work in one transaction and wakes the relay once it is committed. */
export type StockTransact = <Result>(work: (tx: Transaction) => Promise<Result>) => Promise<Result>

/** What lives with the process. */
export type ProcessContext = {
  database: PrismaClient
  transact: StockTransact
  clock: Clock
  log: Log
  deadLetters: DeadLetterDesk
  /** What changes, for subscriptions. */
  feed: ChangeFeed
}

/** What lives with one request. */
export type RequestContext = ProcessContext & {
  viewer: Viewer | null
  /** The cursor that a subscription is to go on after. */
  resumeFrom: string | null
  loaders: ReturnType<typeof createLoaders>
}

/** The context of a request: loaders remember, so each request has its own. */
export function createRequestContext(process: ProcessContext, { viewer, resumeFrom }: RequestOrigin): RequestContext {
  return { ...process, viewer, resumeFrom, loaders: createLoaders(process.database) }
}

/** Those of one request, or of all who are told of one change. */
export function createLoaders(database: PrismaClient) {
  return {
    location: createLocationLoader(database),
    stockLevel: createStockLevelLoader(database),
    availability: createAvailabilityLoader(database),
    allocations: createAllocationsLoader(database),
    backorders: createBackordersLoader(database),
    reservationOfOrder: createOrderReservationLoader(database),
    reservationOfCart: createCartReservationLoader(database),
  }
}
