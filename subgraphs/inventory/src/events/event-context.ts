import type { Clock } from '@shop/subgraph/clock'

/** What the consumers of this subgraph work with besides their transaction. */
export type EventContext = { clock: Clock }
