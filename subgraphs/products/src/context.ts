import type { Clock } from '@shop/subgraph/clock'
import type { DeadLetterDesk } from '@shop/subgraph/dead-letter-desk'
import type { RequestOrigin } from '@shop/subgraph/subgraph'
import type { Viewer } from '@shop/subgraph/viewer'
import { createCategoryLoaders } from './category/category-loader.ts'
import type { ProductsConfig } from './config.ts'
import type { Database, Transaction } from './database.ts'
import { createProductLoaders } from './product/product-loader.ts'
import { createReviewLoaders } from './review/review-loader.ts'
import { createVariantLoaders } from './variant/variant-loader.ts'

/** What lives with the process. */
export type ProcessContext = {
  config: ProductsConfig
  database: Database
  deadLetters: DeadLetterDesk
  clock: Clock
  /** Runs work in one transaction; after the commit its events are sent. */
  transact<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
}

/** What a use case that writes needs. */
export type WriteContext = Pick<ProcessContext, 'clock' | 'transact'>

/** Batched reads. They remember, so they live with one request. */
export type Loaders = ReturnType<typeof createLoaders>

/** What lives with one request. */
export type RequestContext = ProcessContext & { viewer: Viewer | null; loaders: Loaders }

/** The context of a request. */
export function createRequestContext(process: ProcessContext, { viewer }: RequestOrigin): RequestContext {
  const { database } = process
  const context: RequestContext = {
    ...process,
    viewer,
    loaders: createLoaders(database),
    async transact(work) {
      const result = await process.transact(work)
      // What they remember may have changed; a request may hold several mutations, one after the other.
      context.loaders = createLoaders(database)
      return result
    },
  }
  return context
}

function createLoaders(database: Database) {
  return {
    ...createCategoryLoaders(database),
    ...createProductLoaders(database),
    ...createVariantLoaders(database),
    ...createReviewLoaders(database),
  }
}
