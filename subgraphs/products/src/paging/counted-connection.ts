import type { Connection } from '@shop/subgraph/connection'

/** A page, and a way to count the whole list, which is taken only when the client selects `totalCount`. */
export type CountedConnection<Row> = Connection<Row> & { countAll(): Promise<number> }
