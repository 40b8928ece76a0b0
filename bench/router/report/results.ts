import { availableParallelism, cpus, release, type } from 'node:os'
import type { Measured, RoundOptions } from '../measure/rounds.ts'

/** Everything that a run found, as `results.json` keeps it. */
export type Results = {
  measuredAt: string
  machine: { cpu: string; cores: number; system: string; node: string; pinned: boolean }
  options: RoundOptions
  /** Of our router, by operation. */
  fetches: Record<string, number>
  answerBytes: Record<string, number>
  contenders: { name: string; title: string; version: string }[]
  deduplicationOff: Measured[]
  deduplicationOn: Measured[]
  inProcess: Measured[]
}

export function describeMachine(pinned: boolean): Results['machine'] {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    pinned,
  }
}

/** Requests per CPU second of one as a multiple of another's; NaN when one of them was not measured. */
export function ratio(measured: readonly Measured[], operation: string, one: string, other: string): number {
  const of = (name: string) =>
    measured.find((entry) => entry.operation === operation && entry.contender === name)?.requestsPerCpuSecond ??
    Number.NaN
  return of(one) / of(other)
}
