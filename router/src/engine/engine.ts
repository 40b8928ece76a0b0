import type { Executed, OperationRun } from '../operations/operation.ts'

/**
 * What executes queries and mutations. Errors of subgraphs, and subgraphs that cannot be asked, are part of what it gives;
 * it rejects only by a fault of its own.
 */
export type Engine = {
  execute(run: OperationRun): Promise<Executed>
  stop(): Promise<void>
}
