import type { GraphQLError, GraphQLSchema } from 'graphql'
import type { OperationRun } from '../operations/operation.ts'
import type { FetchOperation, SubgraphAnswer, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'
import type { CompiledStep } from './compiled-plan.ts'
import type { DataTree } from './data-tree.ts'

/** How an execution asks what a step needs. Rejects with the reason when the subgraph cannot be asked. */
export type AskForStep = (fetch: SubgraphFetch, step: CompiledStep) => Promise<SubgraphAnswer>

/** One execution of a plan. `data` and `errors` grow while it runs. */
export type Execution = {
  run: OperationRun
  ask: AskForStep
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
  { ask: askForStep, run, notBefore }: Execution,
  step: CompiledStep,
  operation: FetchOperation,
  variables: string,
): Promise<SubgraphAnswer> {
  const fetch = { subgraph: step.subgraph, operation, variables, context: run.context }
  return askForStep(notBefore === undefined ? fetch : { ...fetch, notBefore }, step)
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
