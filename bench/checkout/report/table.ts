import type { Figures } from './figures.ts'

const RIVAL = 'Vendure'
/** What the project wants of itself. */
const TIMES_THE_RIVAL = 20
const MOST_STATEMENTS = 60
const CAUGHT_UP_WITHIN_SECONDS = 3

/** The figures as a table for the README, with what is said of them below. */
export function renderTable(figures: readonly Figures[]): string {
  const rival = figures.find(({ contender }) => contender.startsWith(RIVAL))
  const timesRival = (one: Figures) =>
    rival ? (one.checkoutsPerSecond / rival.checkoutsPerSecond).toFixed(1) : 'not run'
  const columns: [head: string, cell: (one: Figures) => string][] = [
    ['', (one) => one.contender],
    ['buyers at once', (one) => String(one.buyers)],
    ['checkouts/s', (one) => one.checkoutsPerSecond.toFixed(one.checkoutsPerSecond < 20 ? 1 : 0)],
    [`× ${RIVAL}`, timesRival],
    ['captured p50 / p99, ms', (one) => `${one.p50.toFixed(0)} / ${one.p99.toFixed(0)}`],
    ['placed p50, ms', (one) => one.placedP50.toFixed(0)],
    ['Node CPU, ms', (one) => one.nodeMilliseconds.toFixed(1)],
    ['PostgreSQL and Redis CPU, ms', (one) => one.databaseMilliseconds.toFixed(1)],
    ['statements', (one) => one.statements.toFixed(0)],
    ['statements, alone', (one) => one.statementsAlone.toFixed(0)],
    ['alone, ms', (one) => one.aloneMilliseconds.toFixed(0)],
  ]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns.map(([head]) => head)),
    line(columns.map((_, index) => (index === 0 ? '---' : '--:'))),
    ...figures.map((one) => line(columns.map(([, cell]) => cell(one)))),
    '',
    ...(rival && rival.repeats > 0
      ? [`- ${rival.contender}: ${(rival.repeats * 100).toFixed(1)} deadlocks in 100 checkouts; the buyer asks again.`]
      : []),
    ...figures.filter((one) => one !== rival).flatMap((one) => remarksOf(one, rival)),
  ].join('\n')
}

function verdict(isMet: boolean): string {
  return isMet ? '✓' : '✗'
}

/** Whether the rate could have gone on. */
function sustainedOf({ contender, catchUp, heldRate }: Figures): string[] {
  if (!catchUp) return []
  const { seconds, latest } = catchUp
  const isMet = seconds <= CAUGHT_UP_WITHIN_SECONDS
  const what = !isMet && latest ? `, most of all ${latest.what}, by ${latest.seconds.toFixed(1)} s` : ''
  const held = heldRate === null ? '' : `; its last third at ${(heldRate * 100).toFixed(0)} % of the first`
  return [
    `- ${contender}: nothing was late ${seconds.toFixed(1)} s after the load (bar: at most ${CAUGHT_UP_WITHIN_SECONDS}) ${verdict(isMet)}${what}${held}.`,
  ]
}

function remarksOf(one: Figures, rival: Figures | undefined): string[] {
  const remarks = [
    `${one.contender}: ${one.statements.toFixed(0)} statements a checkout (bar: at most ${MOST_STATEMENTS}) ${verdict(one.statements <= MOST_STATEMENTS)}`,
  ]
  if (rival) {
    const times = one.checkoutsPerSecond / rival.checkoutsPerSecond
    remarks.push(
      `${times.toFixed(1)} × ${rival.contender}'s checkouts per second (bar: at least ${TIMES_THE_RIVAL}) ${verdict(times >= TIMES_THE_RIVAL)}`,
    )
  }
  const databases = Object.entries(one.byDatabase)
    .filter(([, count]) => count >= 0.05)
    .map(([name, count]) => `${name} ${count.toFixed(1)}`)
  const lines = [`- ${remarks.join('; ')}. By database: ${databases.join(', ')}.`, ...sustainedOf(one)]
  if (one.polled) {
    const { checkoutsPerSecond, nodeMilliseconds, databaseMilliseconds } = one.polled
    lines.push(
      `- ${one.contender}, buyers who poll: ${checkoutsPerSecond.toFixed(0)} checkouts/s, ` +
        `${nodeMilliseconds.toFixed(1)} ms of Node and ${databaseMilliseconds.toFixed(1)} ms of PostgreSQL and Redis each.`,
    )
  }
  return lines
}
