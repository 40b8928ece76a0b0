import { apollo } from './contenders/apollo.ts'
import type { Contender } from './contenders/contender.ts'
import { fetchFloor, staticFloor } from './contenders/floors.ts'
import { grafbase } from './contenders/grafbase.ts'
import { hive } from './contenders/hive.ts'
import { ours, oursReadingAll } from './contenders/ours.ts'
import { readFlags, usage } from './flags.ts'
import type { Flags } from './flags.ts'
import { measureInProcess } from './measure/in-process.ts'
import { measureRounds } from './measure/rounds.ts'
import { openSurroundings } from './measure/stage.ts'
import { canPin } from '@shop/bench-measure/spawn-pinned'
import { describeMachine } from '@shop/bench-measure/describe-machine'
import type { Results } from './report/results.ts'
import { renderResults } from './report/table.ts'
import { writeReport } from './report/write-report.ts'

if (process.platform !== 'linux') {
  console.error('The CPU time of a router is read from /proc, which only Linux has.')
  process.exit(1)
}
const flags = readFlags(process.argv.slice(2))
if (flags === 'help') {
  console.log(usage)
  process.exit(0)
}
const results = await run(flags)
console.log(renderResults(results))
if (flags.write) await writeReport(results)

async function run({ operations, deduplicate, inProcess, routerFlags, ...options }: Flags): Promise<Results> {
  const contenders = inProcess === 'only' ? [] : choose(options.only, options.cpuProfile, routerFlags)
  const { rounds, seconds, warmSeconds, connections } = options
  const found: Results = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(canPin()),
    options: { rounds, seconds, warmSeconds, connections },
    fetches: {},
    answerBytes: {},
    contenders: [],
    deduplicationOff: [],
    deduplicationOn: [],
    inProcess: [],
  }
  for (const contender of contenders) {
    found.contenders.push({ name: contender.name, title: contender.title, version: await contender.prepare() })
  }
  if (contenders.length > 0) {
    const surroundings = await openSurroundings()
    try {
      const fetches = await surroundings.record(ours({ routerFlags }))
      for (const operation of operations) {
        found.fetches[operation] = fetches[operation].flat().length
        found.answerBytes[operation] = Buffer.byteLength(surroundings.expected[operation])
      }
      if (deduplicate !== 'on') {
        found.deduplicationOff = await measureRounds(contenders, operations, surroundings, {
          ...found.options,
          deduplicate: false,
        })
      }
      if (deduplicate !== 'off') {
        // The floors merge nothing: they are what they were.
        const routers = contenders.filter(({ name }) => name !== 'floor' && name !== 'static')
        found.deduplicationOn = await measureRounds(routers, operations, surroundings, {
          ...found.options,
          deduplicate: true,
        })
      }
    } catch (error) {
      console.error(await surroundings.logs())
      throw error
    } finally {
      await surroundings.stop()
    }
  }
  if (inProcess !== 'no') found.inProcess = await measureInProcess(operations, found.options, routerFlags)
  return found
}

function choose(only: string[] | null, cpuProfile: boolean, routerFlags: string[]): Contender[] {
  const nodeFlags = cpuProfile ? ['--cpu-prof', `--cpu-prof-dir=${process.cwd()}`] : []
  const all = [
    ours({ routerFlags, nodeFlags }),
    oursReadingAll({ routerFlags }),
    apollo,
    hive,
    grafbase,
    fetchFloor,
    staticFloor,
  ]
  const unknown = only?.filter((wanted) => all.every(({ name }) => name !== wanted)) ?? []
  if (unknown.length > 0) throw new Error(`There is no contender ${unknown.join(', ')}.\n\n${usage}`)
  return only ? all.filter(({ name }) => only.includes(name)) : all
}
