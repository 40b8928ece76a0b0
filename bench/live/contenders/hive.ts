import { hiveCommand, prepareHive } from '@shop/bench-measure/hive-gateway'
import type { Contender } from './contender.ts'

/** Hive Gateway with its planner in Rust, which follows subgraphs by graphql-ws, as ours does. */
export const hive: Contender = {
  name: 'hive',
  title: 'Hive Gateway, Rust planner',
  prepare: prepareHive,
  command: (stage) =>
    hiveCommand({
      ...stage,
      transport: { subscriptions: { kind: 'ws', location: '/graphql' } },
    }),
}
