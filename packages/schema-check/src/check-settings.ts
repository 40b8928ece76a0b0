import type { Contract } from './composition/contract.ts'
import type { RuleSettings } from './lint/lint-settings.ts'
import type { Severity } from './result.ts'

/** Everything that a check depends on; paths are absolute. */
export type CheckSettings = {
  /** The folder that places are named relative to. */
  root: string
  configFile: string
  /** supergraph-check.yaml, which need not be there: the base's says what the contracts were. */
  settingsFile: string
  base: { kind: 'git'; ref: string | null } | { kind: 'supergraph'; file: string }
  /** Null: the working tree. */
  headRef: string | null
  /** With `pass`, a check without a base composes the head and compares nothing. */
  withoutBase: 'fail' | 'pass'
  operationsFolder: string
  trafficFiles: string[]
  approvalsFile: string
  unused: 'fail' | 'allow'
  evidence: 'recorded' | 'registered'
  failOn: 'breaking' | 'dangerous'
  severities: Readonly<Record<string, Severity>>
  planLimit: number
  contracts: Contract[]
  /** Null: the SDLs are not linted. */
  lint: RuleSettings | null
  env: Record<string, string | undefined>
  now: Date
}
