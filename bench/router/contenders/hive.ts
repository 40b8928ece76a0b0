import { hiveCommand, prepareHive } from '@shop/bench-measure/hive-gateway'
import type { Contender } from './contender.ts'

/** Hive Gateway with its planner in Rust. Merging identical requests is its default. */
export const hive: Contender = {
  name: 'hive',
  title: 'Hive Gateway, Rust planner',
  prepare: prepareHive,
  command: ({ deduplicate, ...stage }) =>
    hiveCommand({ ...stage, transport: { deduplicateInflightRequests: deduplicate } }),
}
