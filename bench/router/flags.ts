import { durationOf, nameOf, namesOf, wholeNumberOf } from '@shop/bench-measure/flags'
import { parseArgs } from 'node:util'
import { operationNames } from './graph/operations.ts'
import type { OperationName } from './graph/operations.ts'

export const contenderNames = ['ours', 'ours-reading', 'apollo', 'hive', 'grafbase', 'floor', 'static'] as const
export type ContenderName = (typeof contenderNames)[number]

export type Flags = {
  only: ContenderName[]
  operations: OperationName[]
  rounds: number
  seconds: number
  warmSeconds: number
  connections: number
  deduplicate: 'off' | 'on' | 'both'
  inProcess: 'no' | 'too' | 'only'
  cpuProfile: boolean
  routerFlags: string[]
  write: boolean
}

export const usage = `npm run bench:router -- [flags]

--only ours,floor        contenders: ${contenderNames.join(', ')}; all, and in process, without it
--operation large,small  operations: ${operationNames.join(', ')}
--rounds 5               rounds; each lets every contender answer every operation
--seconds 5              how long each run is; --warm-seconds 4 before the first of each
--connections 50         requests in flight
--deduplicate both       off, on or both: whether routers merge identical requests that are in flight
--in-process             only the comparison with subgraphs in the router's process
--cpu-prof               writes a CPU profile of our router into the working directory
--router-flags='…'       further flags of our router, such as --router-flags='--engine apollo'
--write                  writes README.md, result.svg and results.json; a full run, of whatever length, does without being told`

/** A run with other flags than these is a look: it leaves something out, or measures something else. */
const OF_A_FULL_RUN = new Set(['rounds', 'seconds', 'warm-seconds'])

/** Reads the command line; a look writes nothing unless told. */
export function readFlags(args: string[]): Flags | 'help' {
  const { values, tokens } = parseArgs({
    args,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      only: { type: 'string' },
      operation: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      'warm-seconds': { type: 'string', default: '4' },
      connections: { type: 'string', default: '50' },
      deduplicate: { type: 'string' },
      'in-process': { type: 'boolean', default: false },
      'cpu-prof': { type: 'boolean', default: false },
      'router-flags': { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const isFull = tokens.every((token) => token.kind === 'option' && OF_A_FULL_RUN.has(token.name))
  const leavesOut = values.only !== undefined || values.operation !== undefined
  return {
    only: namesOf('--only', values.only, contenderNames),
    operations: namesOf('--operation', values.operation, operationNames),
    rounds: wholeNumberOf('--rounds', values.rounds),
    seconds: durationOf('--seconds', values.seconds),
    warmSeconds: durationOf('--warm-seconds', values['warm-seconds'], 'none'),
    connections: wholeNumberOf('--connections', values.connections),
    deduplicate: nameOf('--deduplicate', values.deduplicate ?? (leavesOut ? 'off' : 'both'), ['off', 'on', 'both']),
    inProcess: values['in-process'] ? 'only' : leavesOut ? 'no' : 'too',
    cpuProfile: values['cpu-prof'],
    routerFlags: values['router-flags'].split(' ').filter(Boolean),
    write: values.write || isFull,
  }
}
