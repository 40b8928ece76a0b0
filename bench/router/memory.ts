import { durationOf, wholeNumberOf } from '@shop/bench-measure/flags'
import { requireProc } from '@shop/bench-measure/process-usage'
import { runBench } from '@shop/bench-measure/run-bench'
import { parseArgs } from 'node:util'
import { megabytes, watchMemory } from './memory/watch-memory.ts'
import { measureSmallBesideLarge } from './memory/small-beside-large.ts'
import { withSurroundings } from './measure/stage.ts'
import type { Surroundings } from './measure/stage.ts'
import { writeMemoryReport } from './report/write-report.ts'

const usage = `node bench/router/memory.ts [flags]

--minutes 10         how long different operations are sent; 0 leaves this part out
--operations 10000   how many different ones
--pace 200           small requests per second, alone and beside large ones
--pace-seconds 20    how long each of both; 0 leaves this part out
--router-flags='…'   further flags of our router
--write              writes the results into the README

Ends with code 1 when the heap grows in the second half.`

type Flags = {
  minutes: number
  operations: number
  perSecond: number
  paceSeconds: number
  routerFlags: string[]
  write: boolean
}

function readFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      minutes: { type: 'string', default: '10' },
      operations: { type: 'string', default: '10000' },
      pace: { type: 'string', default: '200' },
      'pace-seconds': { type: 'string', default: '20' },
      'router-flags': { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    minutes: durationOf('--minutes', values.minutes, 'none'),
    operations: wholeNumberOf('--operations', values.operations),
    perSecond: wholeNumberOf('--pace', values.pace),
    paceSeconds: durationOf('--pace-seconds', values['pace-seconds'], 'none'),
    routerFlags: values['router-flags'].split(' ').filter(Boolean),
    write: values.write,
  }
}

await runBench(usage, readFlags, async (flags) => {
  requireProc()
  const lines = await withSurroundings('serve-subgraphs', async (surroundings) => [
    ...(flags.paceSeconds > 0 ? [await lookBesideLarge(surroundings, flags)] : []),
    ...(flags.minutes > 0 ? [await lookAtMemory(surroundings, flags)] : []),
  ])
  console.log(lines.join('\n'))
  if (flags.write) await writeMemoryReport(lines)
})

async function lookBesideLarge(
  surroundings: Surroundings,
  { paceSeconds: seconds, perSecond, routerFlags }: Flags,
): Promise<string> {
  const { alone, beside, large } = await measureSmallBesideLarge(surroundings, { seconds, perSecond, routerFlags })
  return (
    `${perSecond} small requests per second, alone: p50 ${alone.p50.toFixed(1)}, p99 ${alone.p99.toFixed(1)} ms. ` +
    `While large ones run one after the other (${(large.requests / large.seconds).toFixed(0)} per second): ` +
    `p50 ${beside.p50.toFixed(1)}, p99 ${beside.p99.toFixed(1)} ms.`
  )
}

async function lookAtMemory(surroundings: Surroundings, { minutes, operations, routerFlags }: Flags): Promise<string> {
  const seconds = minutes * 60
  const everySeconds = Math.max(1, Math.min(10, seconds / 20))
  const options = { seconds, operations, connections: 10, everySeconds, routerFlags }
  const report = await watchMemory(surroundings, options)
  const [half, last] = [report.samples[Math.floor(report.samples.length / 2)], report.samples.at(-1)]
  if (!report.flat) process.exitCode = 1
  return (
    `${report.requests} requests of ${report.operations} different operations in ${(report.seconds / 60).toFixed(1)} minutes: ` +
    `heap after a collection ${megabytes(half?.heapBytes ?? 0)} at half-time, ${megabytes(last?.heapBytes ?? 0)} at the end, ` +
    `growing ${megabytes(report.heapGrowth)} per minute; resident ${megabytes(last?.residentBytes ?? 0)}, ` +
    `growing ${megabytes(report.residentGrowth)} per minute. ${report.flat ? 'Flat.' : 'NOT FLAT.'}`
  )
}
