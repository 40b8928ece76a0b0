import { apollo } from './contenders/apollo.ts'
import type { Contender } from './contenders/contender.ts'
import { fetchFloor, staticFloor } from './contenders/floors.ts'
import { grafbase } from './contenders/grafbase.ts'
import { hive } from './contenders/hive.ts'
import { ours, oursReadingAll } from './contenders/ours.ts'
import { readFlags, usage } from './flags.ts'
import type { ContenderName, Flags } from './flags.ts'
import { measureInProcess } from './measure/in-process.ts'
import { measureRounds } from './measure/rounds.ts'
import { withSurroundings } from './measure/stage.ts'
import { requireProc } from '@shop/bench-measure/process-usage'
import { pinOurselves } from '@shop/bench-measure/spawn-pinned'
import { describeMachine } from '@shop/bench-measure/describe-machine'
import { runBench } from '@shop/bench-measure/run-bench'
import type { Results } from './report/results.ts'
import { renderResults } from './report/table.ts'
import { writeReport } from './report/write-report.ts'

await runBench(usage, readFlags, async (flags) => {
  requireProc()
  const results = await run(flags)
  console.log(renderResults(results))
  if (flags.write) await writeReport(results)
})

async function run({ operations, deduplicate, inProcess, routerFlags, ...options }: Flags): Promise<Results> {
  const contenders = inProcess === 'only' ? [] : choose(options.only, options.cpuProfile, routerFlags)
  const { rounds, seconds, warmSeconds, connections } = options
  const found: Results = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(pinOurselves()),
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
    await withSurroundings('serve-subgraphs', async (surroundings) => {
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
    })
  }
  if (inProcess !== 'no') found.inProcess = await measureInProcess(operations, found.options, routerFlags)
  return found
}

function choose(only: readonly ContenderName[], cpuProfile: boolean, routerFlags: string[]): Contender[] {
  const nodeFlags = cpuProfile ? ['--cpu-prof', `--cpu-prof-dir=${process.cwd()}`] : []
  const all: Record<ContenderName, Contender> = {
    ours: ours({ routerFlags, nodeFlags }),
    'ours-reading': oursReadingAll({ routerFlags }),
    apollo,
    hive,
    grafbase,
    floor: fetchFloor,
    static: staticFloor,
  }
  return only.map((name) => all[name])
}
