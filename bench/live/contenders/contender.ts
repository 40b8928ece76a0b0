import type { Command } from '@shop/bench-measure/command'

/** What everybody gets. */
export type Stage = {
  /** A folder for what a contender needs written; removed at the end. */
  folder: string
  port: number
  supergraphFile: string
  redisUrl: string
  /** Clients ask for fields of a second subgraph, too. */
  federated: boolean
}

export type Contender = {
  name: string
  title: string
  /** Makes sure that it is installed, and says which version it is. */
  prepare(): Promise<string>
  command(stage: Stage): Promise<Command>
}
