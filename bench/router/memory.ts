import { parseArgs } from 'node:util'
import { megabytes, watchMemory } from './memory/watch-memory.ts'
import { measureSmallBesideLarge } from './memory/small-beside-large.ts'
import { openSurroundings } from './measure/stage.ts'
import { writeMemoryReport } from './report/write-report.ts'

const usage = `node bench/router/memory.ts [flags]

--minutes 10         how long different operations are sent; 0 leaves this part out
--operations 10000   how many different ones
--pace 200           small requests per second, alone and beside large ones
--pace-seconds 20    how long each of both; 0 leaves this part out
--router-flags='…'   further flags of our router
--write              writes the results into the README`

const { values } = parseArgs({
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
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const routerFlags = values['router-flags'].split(' ').filter(Boolean)
const seconds = Number(values.minutes) * 60
const lines: string[] = []
const surroundings = await openSurroundings()
try {
  const paceSeconds = Number(values['pace-seconds'])
  if (paceSeconds > 0) {
    const perSecond = Number(values.pace)
    const { alone, beside, large } = await measureSmallBesideLarge(surroundings, {
      seconds: paceSeconds,
      perSecond,
      routerFlags,
    })
    lines.push(
      `${perSecond} small requests per second, alone: p50 ${alone.p50.toFixed(1)}, p99 ${alone.p99.toFixed(1)} ms. ` +
        `While large ones run one after the other (${(large.requests / large.seconds).toFixed(0)} per second): ` +
        `p50 ${beside.p50.toFixed(1)}, p99 ${beside.p99.toFixed(1)} ms.`,
    )
  }
  if (seconds > 0) {
    const everySeconds = Math.max(1, Math.min(10, seconds / 20))
    const options = { seconds, operations: Number(values.operations), connections: 10, everySeconds, routerFlags }
    const report = await watchMemory(surroundings, options)
    const [first, last] = [report.samples[Math.floor(report.samples.length / 2)], report.samples.at(-1)]
    lines.push(
      `${report.requests} requests of ${report.operations} different operations in ${(report.seconds / 60).toFixed(1)} minutes: ` +
        `heap after a collection ${megabytes(first?.heapBytes ?? 0)} at half-time, ${megabytes(last?.heapBytes ?? 0)} at the end, ` +
        `growing ${megabytes(report.heapGrowth)} per minute; resident ${megabytes(last?.residentBytes ?? 0)}, ` +
        `growing ${megabytes(report.residentGrowth)} per minute. ${report.flat ? 'Flat.' : 'NOT FLAT.'}`,
    )
    if (!report.flat) process.exitCode = 1
  }
} finally {
  await surroundings.stop()
}
console.log(lines.join('\n'))
if (values.write) await writeMemoryReport(lines)
