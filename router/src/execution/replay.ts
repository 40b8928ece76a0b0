import type { RequestContext } from '../request-context.ts'
import type { AskSubgraph, SubgraphAnswer, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'
import type { CompiledPlan, CompiledStep } from './compiled-plan.ts'
import type { RecordedFetch, Recording } from './recording.ts'

type Asked = { fetch: SubgraphFetch; answer: Promise<SubgraphAnswer> }

/**
 * Asks what a recorded execution asked, in the same order. As long as each answer comes again byte for byte, the next fetches
 * are known without reading it; when all do, so is the whole answer. The first that differs ends it.
 */
export class Replay {
  private readonly recording: Recording
  private readonly context: RequestContext
  private readonly next: AskSubgraph
  private readonly asked: Asked[] = []
  private differs = false

  constructor(recording: Recording, context: RequestContext, next: AskSubgraph) {
    this.recording = recording
    this.context = context
    this.next = next
  }

  /** Whether every answer was the same. False as soon as one is not: others may be on their way then. */
  run({ steps }: CompiledPlan): Promise<boolean> {
    return new Promise((resolve) => {
      const ended: Promise<boolean>[] = []
      for (const step of steps) ended.push(this.follow(step, ended, resolve))
      void Promise.all(ended).then((same) => resolve(same.every(Boolean)))
    })
  }

  /** The answer to a fetch that was made already, once: its objects belong to who takes it. */
  take({ operation, variables }: SubgraphFetch): Promise<SubgraphAnswer> | null {
    const index = this.asked.findIndex(({ fetch }) => fetch.operation === operation && fetch.variables === variables)
    return index === -1 ? null : (this.asked.splice(index, 1)[0] as Asked).answer
  }

  private async follow(
    step: CompiledStep,
    ended: readonly Promise<boolean>[],
    onDifference: (same: false) => void,
  ): Promise<boolean> {
    for (const before of step.after) if (!(await ended[before])) return false
    const recorded = this.recording.fetches.get(step)
    if (!recorded) return true
    // What was not asked by now is asked by the execution that follows.
    if (this.differs) return false
    const answers = recorded.map((fetch) => this.isUnchanged(this.ask(step, fetch)))
    for (const unchanged of answers) {
      if (await unchanged) continue
      this.differs = true
      onDifference(false)
      return false
    }
    return true
  }

  private ask({ subgraph }: CompiledStep, { operation, variables, body }: RecordedFetch): Promise<SubgraphAnswer> {
    const fetch = { subgraph, operation, variables, context: this.context, expected: body }
    const answer = this.next(fetch)
    this.asked.push({ fetch, answer })
    return answer
  }

  private async isUnchanged(asked: Promise<SubgraphAnswer>): Promise<boolean> {
    try {
      return (await asked).unchanged === true
    } catch {
      // Whoever takes it says what is missing because of it.
      return false
    }
  }
}
