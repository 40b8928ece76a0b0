import type { Machine } from '@shop/bench-measure/describe-machine'
import type { Measured, RoundOptions } from '../measure/rounds.ts'

/** Everything that a run found, as `results.json` keeps it. */
export type Results = {
  measuredAt: string
  machine: Machine
  options: RoundOptions
  /** Of our router, by operation. */
  fetches: Record<string, number>
  answerBytes: Record<string, number>
  contenders: { name: string; title: string; version: string }[]
  deduplicationOff: Measured[]
  deduplicationOn: Measured[]
  inProcess: Measured[]
}

/** Requests per CPU second of one as a multiple of another's; NaN when one of them was not measured. */
export function ratio(measured: readonly Measured[], operation: string, one: string, other: string): number {
  const of = (name: string) =>
    measured.find((entry) => entry.operation === operation && entry.contender === name)?.requestsPerCpuSecond ??
    Number.NaN
  return of(one) / of(other)
}
