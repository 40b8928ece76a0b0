import { cpus, release, type } from 'node:os'

/** Where figures come from. */
export type Machine = { cpu: string; cores: number; system: string; node: string; pinned: boolean }

export function describeMachine(pinned: boolean): Machine {
  const cores = cpus()
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    // All that it has, of which we may be kept on one.
    cores: cores.length,
    system: `${type()} ${release()}`,
    node: process.versions.node,
    pinned,
  }
}
