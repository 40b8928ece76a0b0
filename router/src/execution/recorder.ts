import type { AskSubgraph, SubgraphAnswer, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'
import type { CompiledPlan, CompiledStep } from './compiled-plan.ts'
import { bodyAround } from './recording.ts'
import type { RecordedFetch, Recording } from './recording.ts'
import type { Replay } from './replay.ts'

/** Records an execution while it asks, or finds with a replay that came to something else what that has asked already. */
export class Recorder {
  private readonly plan: CompiledPlan
  private readonly next: AskSubgraph
  private readonly replay: Replay | null
  private readonly fetches = new Map<CompiledStep, RecordedFetch[]>()
  private size = 0
  private isComplete = true

  constructor(plan: CompiledPlan, next: AskSubgraph, replay: Replay | null) {
    this.plan = plan
    this.next = next
    this.replay = replay
  }

  async ask(fetch: SubgraphFetch, step: CompiledStep): Promise<SubgraphAnswer> {
    const answer = await (this.replay?.take(fetch) ?? this.next({ ...fetch, expected: null }))
    // A fetch beside the plan's steps is made where something is missing; what is asked then depends on more than the plan.
    if (answer.body && this.plan.steps.includes(step)) this.add(step, fetch, answer.body)
    else this.isComplete = false
    return answer
  }

  /** Null when it cannot be told from the bytes of the answers alone whether all would be the same again. */
  recordingOf(data: string): Recording | null {
    if (!this.isComplete) return null
    const body = bodyAround(data)
    return { fetches: this.fetches, body, size: this.size + body.length }
  }

  private add(step: CompiledStep, { operation, variables }: SubgraphFetch, body: Buffer): void {
    // A copy, for the bytes as they came may be a small part of a large block.
    const recorded = { operation, variables, body: Buffer.from(body) }
    const known = this.fetches.get(step)
    if (known) known.push(recorded)
    else this.fetches.set(step, [recorded])
    this.size += variables.length + body.length
  }
}
