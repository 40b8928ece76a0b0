import { parseArgs } from 'node:util'
import { operationNames } from './graph/operations.ts'
import type { OperationName } from './graph/operations.ts'

export type Flags = {
  only: string[] | null
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

--only ours,floor        contenders: ours, apollo, hive, grafbase, floor, static; all, and in process, without it
--operation large,small  operations: large, middle, small
--rounds 5               rounds; each lets every contender answer every operation
--seconds 5              how long each run is; --warm-seconds 4 before the first of each
--connections 50         requests in flight
--deduplicate both       off, on or both: whether routers merge identical requests that are in flight
--in-process             only the comparison with subgraphs in the router's process
--cpu-prof               writes a CPU profile of our router into the working directory
--router-flags='…'       further flags of our router, such as --router-flags='--engine apollo'
--write                  writes README.md, result.svg and results.json; a full run does without being told`

/** Reads the command line; a run that leaves something out is a look, and writes nothing unless told. */
export function readFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
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
  const isFull = !values.only && !values.operation && !values['in-process']
  const deduplicate = values.deduplicate ?? (isFull ? 'both' : 'off')
  if (deduplicate !== 'off' && deduplicate !== 'on' && deduplicate !== 'both') throw new Error(usage)
  const operations = (values.operation?.split(',') ?? operationNames) as OperationName[]
  if (operations.some((name) => !operationNames.includes(name))) throw new Error(usage)
  return {
    only: values.only?.split(',') ?? null,
    operations,
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    warmSeconds: Number(values['warm-seconds']),
    connections: Number(values.connections),
    deduplicate,
    inProcess: values['in-process'] ? 'only' : isFull ? 'too' : 'no',
    cpuProfile: values['cpu-prof'],
    routerFlags: values['router-flags'].split(' ').filter(Boolean),
    write: values.write || isFull,
  }
}
