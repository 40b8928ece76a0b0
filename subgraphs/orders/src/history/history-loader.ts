import type { Page } from '@shop/subgraph/keyset'
import { createGroupLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findHistoryPagesOf } from './history-store.ts'
import type { HistoryEntry } from './history.ts'

export const historyLoaders = {
  historyOfOrder(database: Reader) {
    // The same field with the same arguments asks for many orders at once; another page is another loader.
    const pages = new Map<string, ReturnType<typeof createGroupLoader<string, HistoryEntry>>>()
    return (orderId: string, page: Page): Promise<HistoryEntry[]> => {
      const key = JSON.stringify(page, (_name, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
      const loader =
        pages.get(key) ??
        createGroupLoader(
          (ids: readonly string[]) => findHistoryPagesOf(database, ids, page),
          (entry) => entry.orderId,
        )
      pages.set(key, loader)
      return loader.load(orderId)
    }
  },
}
