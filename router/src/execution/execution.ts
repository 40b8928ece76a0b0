import type { GraphQLError, GraphQLSchema } from 'graphql'
import type { OperationRun } from '../operations/operation.ts'
import type { AskSubgraph, FetchOperation, SubgraphAnswer } from '../subgraphs/subgraph-client.ts'
import type { DataTree } from './data-tree.ts'

/** One execution of a plan. `data` and `errors` grow while it runs. */
export type Execution = {
  run: OperationRun
  ask: AskSubgraph
  /** The supergraph's. */
  schema: GraphQLSchema
  data: DataTree
  errors: GraphQLError[]
  /** Every answer so far was read from a text without escapes: see SubgraphAnswer. */
  unescaped: boolean
  /** Most representations that one call to a subgraph may have. */
  batchLimit: number
  /** What follows an event must see what the event is about: see SubgraphFetch. */
  notBefore?: number
}

/** Asks one fetch of an execution. */
export function ask(
  { ask: askSubgraph, run, notBefore }: Execution,
  subgraph: string,
  operation: FetchOperation,
  variables: string,
): Promise<SubgraphAnswer> {
  const fetch = { subgraph, operation, variables, context: run.context }
  return askSubgraph(notBefore === undefined ? fetch : { ...fetch, notBefore })
}

/** The members of a JSON object with those of the client's variables that it sent. */
export function variablesText(names: readonly string[], variables: Record<string, unknown>): string {
  let text = ''
  for (const name of names) {
    if (!Object.hasOwn(variables, name) || variables[name] === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(variables[name])}`
  }
  return text
}
