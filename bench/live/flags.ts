import { parseArgs } from 'node:util'

export type Flags = {
  only: string[] | null
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

--only ours,floor        contenders: floor, ours, hive; all without it
--subscribers 2000,10000 clients, each with a socket and a subscription of its own
--orders 1000            what they follow, each the same number of them
--events 200             changes of orders per second
--seconds 20             how long each run is; --warm-seconds 5 before it
--rounds 3               how often each contender has its turn; the medians count
--federated              clients ask for fields of a second subgraph, too, which is asked with each event
--cpu-prof               writes a CPU profile of our router into the working directory
--write                  writes README.md and results.json; a full run does without being told`

/** Reads the command line; a run that leaves something out is a look, and writes nothing unless told. */
export function readFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      only: { type: 'string' },
      subscribers: { type: 'string' },
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
  const subscribers = (values.subscribers ?? '2000,10000').split(',').map(Number)
  const flags = {
    only: values.only?.split(',') ?? null,
    subscribers,
    orders: Number(values.orders),
    eventsPerSecond: Number(values.events),
    seconds: Number(values.seconds),
    warmSeconds: Number(values['warm-seconds']),
    rounds: Number(values.rounds),
    federated: values.federated,
    cpuProfile: values['cpu-prof'],
    write: values.write || (!values.only && !values.subscribers),
  }
  const numbers = [...subscribers, flags.orders, flags.eventsPerSecond, flags.seconds, flags.rounds]
  if (numbers.some((number) => !(number > 0))) throw new Error(usage)
  return flags
}
