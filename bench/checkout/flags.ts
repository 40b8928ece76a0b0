import { namesOf, wholeNumberOf } from '@shop/bench-measure/flags'
import { parseArgs } from 'node:util'

const CONTENDERS = ['standalone', 'distributed', 'vendure'] as const
export type ContenderName = (typeof CONTENDERS)[number]

export type Flags = {
  only: ContenderName[]
  rounds: number
  seconds: number
  warmSeconds: number
  buyers: number
  vendureBuyers: number
  alone: number
  polls: boolean
  cpuProfile: boolean
  statements: boolean
  write: boolean
}

export const usage = `npm run bench:checkout -- [flags]

--only standalone,...   of ${CONTENDERS.join(', ')}
--rounds 3              rounds of load; figures are medians
--seconds 10            how long each is; --warm-seconds 30 before the first
--buyers 64             checkouts under way at once; --vendure-buyers 8 those of Vendure
--alone 30              checkouts one by one, after that
--polls                 buyers look at their order every 100 ms and do not listen
--cpu-prof              writes a CPU profile of each process of a shop into the working directory
--statements            lists the statements of a checkout, with how often each is sent
--write                 writes README.md and results.json; a full run does without being told`

/** Reads the command line; a run that leaves something out is a look, and writes nothing unless told. */
export function readFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      'warm-seconds': { type: 'string', default: '30' },
      buyers: { type: 'string', default: '64' },
      'vendure-buyers': { type: 'string', default: '8' },
      alone: { type: 'string', default: '30' },
      polls: { type: 'boolean', default: false },
      'cpu-prof': { type: 'boolean', default: false },
      statements: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    only: namesOf('--only', values.only, CONTENDERS),
    rounds: wholeNumberOf('--rounds', values.rounds),
    seconds: wholeNumberOf('--seconds', values.seconds),
    warmSeconds: wholeNumberOf('--warm-seconds', values['warm-seconds']),
    buyers: wholeNumberOf('--buyers', values.buyers),
    vendureBuyers: wholeNumberOf('--vendure-buyers', values['vendure-buyers']),
    alone: wholeNumberOf('--alone', values.alone),
    polls: values.polls,
    cpuProfile: values['cpu-prof'],
    statements: values.statements,
    write: values.write || args.length === 0,
  }
}
