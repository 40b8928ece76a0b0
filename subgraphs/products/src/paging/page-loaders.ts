import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import type { Connection, ConnectionArguments } from '@shop/subgraph/connection'
import type { Key, Page } from '@shop/subgraph/keyset'
import { createGroupLoader } from '@shop/subgraph/loader'

/** A row of a list that belongs to a parent, such as a review of a product. */
export type ChildRow<Row> = { parentId: string; row: Row }

type PageOf<Row extends object> = {
  keys: readonly Key[]
  /** The page of each parent, in the page's order, in ONE statement. */
  read(parentIds: readonly string[], page: Page): Promise<ChildRow<Row>[]>
}

/**
 * Pages of lists inside of lists, for one request: all parents that are asked for the same page (same field, order, size
 * and cursors; `name` tells the lists apart) are read together.
 */
export function createPageLoaders() {
  const loaders = new Map<string, (parentId: string) => Promise<Connection<object>>>()

  function createPageLoader<Row extends object>({ keys, read }: PageOf<Row>, arguments_: ConnectionArguments) {
    const page = readPage(arguments_, keys)
    const rows = createGroupLoader(
      (parentIds: readonly string[]) => read(parentIds, page),
      ({ parentId }) => parentId,
    )
    return async (parentId: string) =>
      connectionFromRows(
        (await rows.load(parentId)).map(({ row }) => row),
        page,
        keys,
      )
  }

  return async function loadPage<Row extends object>(
    name: string,
    parentId: string,
    { first, after, last, before }: ConnectionArguments,
    pageOf: PageOf<Row>,
  ): Promise<Connection<Row>> {
    const key = JSON.stringify([name, first, after, last, before])
    let load = loaders.get(key)
    if (!load) {
      load = createPageLoader(pageOf, { first, after, last, before })
      loaders.set(key, load)
    }
    // The name stands for one kind of row.
    return (await load(parentId)) as Connection<Row>
  }
}
