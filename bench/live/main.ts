import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeMachine } from '@shop/bench-measure/describe-machine'
import { requireProc } from '@shop/bench-measure/process-usage'
import { runBench } from '@shop/bench-measure/run-bench'
import { pinOurselves } from '@shop/bench-measure/spawn-pinned'
import { formatFiles, writeSection } from '@shop/bench-measure/write-section'
import { Redis } from 'ioredis'
import { floor } from './contenders/floor.ts'
import { hive } from './contenders/hive.ts'
import { ours } from './contenders/ours.ts'
import type { Contender } from './contenders/contender.ts'
import { readFlags, usage } from './flags.ts'
import type { ContenderName, Flags } from './flags.ts'
import { measureRun } from './measure/run.ts'
import type { Measured } from './measure/run.ts'
import { withSurroundings } from './measure/surroundings.ts'
import { summarize } from './report/results.ts'
import type { Results } from './report/results.ts'
import { renderResults } from './report/table.ts'

await runBench(usage, readFlags, async (flags) => {
  requireProc()
  const results = await run(flags)
  const text = renderResults(results)
  console.log(text)
  if (!flags.write) return
  const readme = join(import.meta.dirname, 'README.md')
  const section = flags.federated ? 'federated-results' : 'results'
  const figures = join(import.meta.dirname, `${section}.json`)
  await writeSection(readme, section, text)
  await writeFile(figures, `${JSON.stringify(results, null, 2)}\n`)
  formatFiles([readme, figures])
})

async function run({ subscribers, rounds, only, cpuProfile, ...flagged }: Flags): Promise<Results> {
  const { orders, eventsPerSecond, seconds, warmSeconds, federated } = flagged
  const options = { orders, eventsPerSecond, seconds, warmSeconds, federated }
  const contenders = choose(only, cpuProfile)
  const found: Results = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(pinOurselves()),
    options: { ...options, rounds },
    contenders: [],
    measured: [],
  }
  for (const { name, title, prepare } of contenders) found.contenders.push({ name, title, version: await prepare() })
  await withSurroundings(async (surroundings) => {
    const redis = new Redis(surroundings.redisUrl)
    try {
      for (const size of subscribers) {
        const runs = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]))
        // In turns, so that whatever else the machine does falls on all of them.
        for (let round = 1; round <= rounds; round += 1) {
          for (const contender of contenders) {
            const measured = await measureRun(contender, surroundings, redis, { ...options, subscribers: size })
            console.error(
              `${size} subscribers, round ${round}, ${contender.name}: ${measured.microsecondsPerMessage.toFixed(1)} µs per message`,
            )
            if (measured.faults.example) console.error(`  ${measured.faults.example}`)
            runs.get(contender.name)?.push(measured)
          }
        }
        found.measured.push(...[...runs.values()].map(summarize))
      }
    } finally {
      redis.disconnect()
    }
  })
  return found
}

function choose(only: readonly ContenderName[], cpuProfile: boolean): Contender[] {
  const nodeFlags = cpuProfile ? ['--cpu-prof', `--cpu-prof-dir=${process.cwd()}`] : []
  const all: Record<ContenderName, Contender> = { floor, ours: ours({ nodeFlags }), hive }
  return only.map((name) => all[name])
}
