import { durationOf, namesOf, wholeNumberOf } from '@shop/bench-measure/flags'
import { parseArgs } from 'node:util'

export const contenderNames = ['floor', 'ours', 'hive'] as const
export type ContenderName = (typeof contenderNames)[number]

export type Flags = {
  only: ContenderName[]
  subscribers: number[]
  orders: number
  eventsPerSecond: number
  seconds: number
  warmSeconds: number
  rounds: number
  federated: boolean
  cpuProfile: boolean
  write: boolean
}

export const usage = `npm run bench:live -- [flags]

--only ours,floor        contenders: ${contenderNames.join(', ')}; all without it
--subscribers 2000,10000 clients, each with a socket and a subscription of its own
--orders 1000            what they follow, each the same number of them
--events 200             changes of orders per second
--seconds 20             how long each run is; --warm-seconds 5 before it
--rounds 3               how often each contender has its turn; the medians count
--federated              clients ask for fields of a second subgraph, too, which is asked with each event
--cpu-prof               writes a CPU profile of our router into the working directory
--write                  writes README.md and results.json; a full run, of whatever length, does without being told`

/** A run with other flags than these is a look: it leaves something out, or measures something else. */
const OF_A_FULL_RUN = new Set(['seconds', 'warm-seconds', 'rounds', 'federated'])

/** Reads the command line; a look writes nothing unless told. */
export function readFlags(args: string[]): Flags | 'help' {
  const { values, tokens } = parseArgs({
    args,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      only: { type: 'string' },
      subscribers: { type: 'string', default: '2000,10000' },
      orders: { type: 'string', default: '1000' },
      events: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '20' },
      'warm-seconds': { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      federated: { type: 'boolean', default: false },
      'cpu-prof': { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const isFull = tokens.every((token) => token.kind === 'option' && OF_A_FULL_RUN.has(token.name))
  return {
    only: namesOf('--only', values.only, contenderNames),
    subscribers: values.subscribers.split(',').map((text) => wholeNumberOf('--subscribers', text)),
    orders: wholeNumberOf('--orders', values.orders),
    eventsPerSecond: wholeNumberOf('--events', values.events),
    seconds: durationOf('--seconds', values.seconds),
    warmSeconds: durationOf('--warm-seconds', values['warm-seconds'], 'none'),
    rounds: wholeNumberOf('--rounds', values.rounds),
    federated: values.federated,
    cpuProfile: values['cpu-prof'],
    write: values.write || isFull,
  }
}
