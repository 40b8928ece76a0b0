import { availableParallelism, cpus, release, type } from 'node:os'

/** Where figures come from. */
export type Machine = { cpu: string; cores: number; system: string; node: string; pinned: boolean }

export function describeMachine(pinned: boolean): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    pinned,
  }
}
