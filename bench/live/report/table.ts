import type { Measured } from '../measure/run.ts'
import { costRatio } from './results.ts'
import type { Results } from './results.ts'

const MOST_OF_THE_FLOOR = 3
const LEAST_OF_HIVE = 3

/** The figures as Markdown. */
export function renderResults({ machine, measuredAt, options, contenders, measured }: Results): string {
  const { orders, eventsPerSecond, seconds, rounds } = options
  const sizes = [...new Set(measured.map(({ subscribers }) => subscribers))]
  const head = [
    `Measured ${measuredAt.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}${machine.pinned ? ', a core for the contender' : ''}.`,
    `${orders} orders, ${eventsPerSecond} changes per second, ${seconds} s, medians of ${rounds} rounds.`,
    contenders.map(({ title, version }) => `${title}: ${version}`).join('; ') + '.',
  ].join('\n')
  return [head, ...sizes.map((size) => section(size, contenders, measured))].join('\n\n')
}

function section(size: number, contenders: Results['contenders'], measured: readonly Measured[]): string {
  const rows = contenders.flatMap(({ name, title }) => {
    const found = measured.find(({ contender, subscribers }) => contender === name && subscribers === size)
    return found ? [row(title, found)] : []
  })
  return [
    `**${size} subscribers**`,
    '',
    '| | CPU per message | messages per CPU second | of a core | p50 | p99 | memory per subscriber | not right |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows,
    '',
    ...bars(size, measured),
  ].join('\n')
}

function row(title: string, found: Measured): string {
  const { microsecondsPerMessage, messagesPerCpuSecond, coreShare, p50, p99, bytesPerSubscriber, faults } = found
  const { failed, behind, disordered, skipped } = faults
  const wrong = [
    failed && `${failed} not connected`,
    behind && `${behind} without the final state`,
    disordered && `${disordered} out of order or twice`,
    skipped && `${skipped} missed`,
  ].filter(Boolean)
  const cells = [
    title,
    `${microsecondsPerMessage.toFixed(1)} µs`,
    Math.round(messagesPerCpuSecond).toLocaleString('en'),
    `${(coreShare * 100).toFixed(0)} %`,
    `${p50.toFixed(1)} ms`,
    `${p99.toFixed(1)} ms`,
    `${(bytesPerSubscriber / 1024).toFixed(1)} kB`,
    wrong.length > 0 ? wrong.join(', ') : '–',
  ]
  return `| ${cells.join(' | ')} |`
}

function bars(size: number, measured: readonly Measured[]): string[] {
  const floor = costRatio(measured, size, 'ours', 'floor')
  const hive = costRatio(measured, size, 'hive', 'ours')
  const most = costRatio(measured, size, 'hive', 'floor')
  return [
    ...(Number.isNaN(floor)
      ? []
      : [
          `- ${floor.toFixed(2)} × the floor's CPU per message (bar: at most ${MOST_OF_THE_FLOOR}) ${mark(floor <= MOST_OF_THE_FLOOR)}`,
        ]),
    ...(Number.isNaN(hive)
      ? []
      : [
          `- ${hive.toFixed(2)} × Hive's messages per CPU second (bar: at least ${LEAST_OF_HIVE}) ${mark(hive >= LEAST_OF_HIVE)}; the floor: ${most.toFixed(2)} ×`,
        ]),
  ]
}

function mark(holds: boolean): string {
  return holds ? '✓' : '✗'
}
