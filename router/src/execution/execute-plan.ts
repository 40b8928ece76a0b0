import type { CompiledPlan, CompiledStep } from './compiled-plan.ts'
import { executeEntities } from './execute-entities.ts'
import { executeRoot } from './execute-root.ts'
import type { Execution } from './execution.ts'

/** Runs every step as soon as those that it waits for have ended. What fails is in `errors`; no subgraph makes it reject. */
export async function executePlan({ steps }: CompiledPlan, execution: Execution): Promise<void> {
  const [only] = steps
  if (steps.length === 1 && only) return executeStep(only, execution)
  const ended: Promise<void>[] = []
  for (const step of steps) ended.push(executeAfter(step, ended, execution))
  await Promise.all(ended)
}

async function executeAfter(step: CompiledStep, ended: readonly Promise<void>[], execution: Execution): Promise<void> {
  for (const before of step.after) await ended[before]
  await executeStep(step, execution)
}

function executeStep(step: CompiledStep, execution: Execution): Promise<void> {
  return step.kind === 'root' ? executeRoot(step, execution) : executeEntities(step, execution)
}
