import { parseArgs } from 'node:util'
import type { Topology } from './shop-process.ts'

export type Flags = {
  topologies: Topology[]
  rounds: number
  seconds: number
  warmSeconds: number
  buyers: number
  alone: number
  polls: boolean
  cpuProfile: boolean
  statements: boolean
  write: boolean
}

export const usage = `npm run bench:checkout -- [flags]

--topology standalone   standalone, distributed or both (the default)
--rounds 3              rounds of load; figures are medians
--seconds 10            how long each is; --warm-seconds 8 before the first
--buyers 32             checkouts under way at once
--alone 30              checkouts one by one, after that
--polls                 buyers look at their order every 100 ms and do not listen
--cpu-prof              writes a CPU profile of the shop (standalone) into the working directory
--statements            lists the statements of a checkout, with how often each is sent
--write                 writes README.md and results.json; a full run does without being told`

/** Reads the command line; a run that leaves something out is a look, and writes nothing unless told. */
export function readFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      topology: { type: 'string', default: 'both' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      'warm-seconds': { type: 'string', default: '8' },
      buyers: { type: 'string', default: '32' },
      alone: { type: 'string', default: '30' },
      polls: { type: 'boolean', default: false },
      'cpu-prof': { type: 'boolean', default: false },
      statements: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    topologies: topologiesOf(values.topology),
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds),
    warmSeconds: wholeNumber('--warm-seconds', values['warm-seconds']),
    buyers: wholeNumber('--buyers', values.buyers),
    alone: wholeNumber('--alone', values.alone),
    polls: values.polls,
    cpuProfile: values['cpu-prof'],
    statements: values.statements,
    write: values.write || args.length === 0,
  }
}

function topologiesOf(text: string): Topology[] {
  if (text === 'both') return ['standalone', 'distributed']
  if (text === 'standalone' || text === 'distributed') return [text]
  throw new Error(`--topology is standalone, distributed or both, not "${text}"`)
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`${name} must be a whole number above 0, not "${text}"`)
  return Number(text)
}
