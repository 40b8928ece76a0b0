import type { describeMachine } from '@shop/bench-measure/describe-machine'
import { median } from '@shop/bench-measure/statistics'
import type { Measured, RunOptions } from '../measure/run.ts'

/** Everything that a run found, as `results.json` keeps it. */
export type Results = {
  measuredAt: string
  machine: ReturnType<typeof describeMachine>
  options: Omit<RunOptions, 'subscribers'> & { rounds: number }
  contenders: { name: string; title: string; version: string }[]
  /** Medians over the rounds. */
  measured: Measured[]
}

/** One of several runs of the same: the median of each figure, and the sum of what went wrong. */
export function summarize(runs: readonly Measured[]): Measured {
  const [first] = runs
  if (!first) throw new Error('There is nothing to summarize.')
  const of = (name: keyof Omit<Measured, 'contender' | 'faults'>): number => median(runs.map((run) => run[name]))
  const sum = (name: 'failed' | 'behind' | 'disordered' | 'skipped'): number =>
    runs.reduce((count, { faults }) => count + faults[name], 0)
  return {
    contender: first.contender,
    subscribers: first.subscribers,
    messages: of('messages'),
    microsecondsPerMessage: of('microsecondsPerMessage'),
    messagesPerCpuSecond: of('messagesPerCpuSecond'),
    coreShare: of('coreShare'),
    p50: of('p50'),
    p99: of('p99'),
    bytesPerSubscriber: of('bytesPerSubscriber'),
    faults: {
      failed: sum('failed'),
      behind: sum('behind'),
      disordered: sum('disordered'),
      skipped: sum('skipped'),
      example: runs.find(({ faults }) => faults.example)?.faults.example ?? null,
    },
  }
}

/** CPU time per message of one as a multiple of another's; NaN when one of them was not measured. */
export function costRatio(measured: readonly Measured[], subscribers: number, one: string, other: string): number {
  const of = (name: string): number =>
    measured.find((entry) => entry.subscribers === subscribers && entry.contender === name)?.microsecondsPerMessage ??
    Number.NaN
  return of(one) / of(other)
}
