import type { RootStep } from '../planning/fetch-plan.ts'
import type { SubgraphAnswer } from '../subgraphs/subgraph-fetch.ts'
import { copyTree, isTree, mergeInto } from './data-tree.ts'
import type { DataTree } from './data-tree.ts'
import { ask, variablesText } from './execution.ts'
import type { Execution } from './execution.ts'
import { applyRewrites, rewritePath } from './rewrites.ts'
import { subgraphError, unavailableAt } from './subgraph-errors.ts'
import { placesAt } from './walk-path.ts'

/** Asks for root fields and adds what comes. */
export async function executeRoot(step: RootStep, execution: Execution): Promise<void> {
  const { run, data, errors } = execution
  const { path, subgraph, operation } = step
  if (path.length > 0 && targetsOf(step, data).length === 0) return
  let answer: SubgraphAnswer
  try {
    answer = await ask(execution, step, operation, `{${variablesText(step.variables, run.variables)}}`)
  } catch (cause) {
    const paths = placesOf(step, data).flatMap((place) => step.keys.map((key) => [...place, key]))
    errors.push(...unavailableAt(paths, subgraph, cause, run.context))
    return
  }
  addRootAnswer(step, answer, execution)
}

/** Adds an answer to a root fetch, which for a subscription is one of its events. */
export function addRootAnswer(step: RootStep, answer: SubgraphAnswer, execution: Execution): void {
  const { data, errors, schema } = execution
  if (!answer.unescaped) execution.unescaped = false
  for (const error of answer.errors ?? []) {
    const inside = error.path ? rewritePath(step.rewrites, error.path) : null
    if (!inside) errors.push(subgraphError(error, step.subgraph, null))
    else
      for (const place of placesOf(step, data)) errors.push(subgraphError(error, step.subgraph, [...place, ...inside]))
  }
  if (!isTree(answer.data)) return
  applyRewrites(schema, step.rewrites, answer.data)
  for (const [index, target] of targetsOf(step, data).entries()) {
    mergeInto(target, index === 0 ? answer.data : copyTree(answer.data))
  }
}

function targetsOf({ path }: RootStep, data: DataTree): DataTree[] {
  return path.length === 0 ? [data] : placesAt(data, path).flatMap(({ around }) => around.slice(-1))
}

function placesOf({ path }: RootStep, data: DataTree): (string | number)[][] {
  return path.length === 0 ? [[]] : placesAt(data, path).map((place) => place.path)
}
