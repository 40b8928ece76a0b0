import { median, percentile } from '@shop/bench-measure/statistics'
import type { Measured } from './measure.ts'
import type { Topology } from './shop-process.ts'

/** What the sandbox provider sends to its own books: another company's statements. */
const PROVIDER = 'payment-sandbox'

export type Figures = {
  topology: Topology
  checkoutsPerSecond: number
  p50: number
  p99: number
  placedP50: number
  nodeMilliseconds: number
  databaseMilliseconds: number
  statements: number
  statementsAlone: number
  aloneMilliseconds: number
  /** Statements of a checkout under load, by database. */
  byDatabase: Record<string, number>
}

/** The figures of one topology: medians over the rounds of load, and one run of checkouts one by one. */
export function figuresOf(
  topology: Topology,
  rounds: readonly Measured[],
  alone: Measured & { idle: Measured['usage']; idleSeconds: number },
): Figures {
  const over = (figure: (round: Measured) => number) => median(rounds.map(figure))
  const captured = sorted(rounds, 'captured')
  const idlePerSecond = own(alone.idle.statements) / alone.idleSeconds
  const last = rounds.at(-1)
  return {
    topology,
    checkoutsPerSecond: over(({ checkouts, seconds }) => checkouts / seconds),
    p50: percentile(captured, 0.5),
    p99: percentile(captured, 0.99),
    placedP50: percentile(sorted(rounds, 'placed'), 0.5),
    nodeMilliseconds: over(({ usage, checkouts }) => (usage.nodeCpuSeconds * 1_000) / checkouts),
    databaseMilliseconds: over(({ usage, checkouts }) => (usage.otherCpuSeconds * 1_000) / checkouts),
    statements: over(({ usage, checkouts }) => own(usage.statements) / checkouts),
    statementsAlone: (own(alone.usage.statements) - idlePerSecond * alone.seconds) / alone.checkouts,
    aloneMilliseconds: percentile(sorted([alone], 'captured'), 0.5),
    byDatabase: Object.fromEntries(
      Object.entries(last?.usage.statements ?? {}).map(([name, count]) => [name, count / (last?.checkouts ?? 1)]),
    ),
  }
}

/** The figures as a table for the README. */
export function renderTable(figures: readonly Figures[]): string {
  const round = (value: number, digits = 0) => value.toFixed(digits)
  const rows = figures.map((one) => [
    one.topology,
    round(one.checkoutsPerSecond),
    `${round(one.p50)} / ${round(one.p99)}`,
    round(one.placedP50),
    round(one.nodeMilliseconds, 1),
    round(one.databaseMilliseconds, 1),
    round(one.statements),
    round(one.statementsAlone),
    round(one.aloneMilliseconds),
  ])
  const head = [
    '',
    'checkouts/s',
    'captured p50 / p99, ms',
    'placed p50, ms',
    'Node CPU, ms',
    'PostgreSQL and Redis CPU, ms',
    'statements',
    'statements, alone',
    'alone, ms',
  ]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const databases = figures.map(
    ({ topology, byDatabase }) =>
      `${topology}: ${Object.entries(byDatabase)
        .filter(([, count]) => count >= 0.05)
        .map(([name, count]) => `${name} ${round(count, 1)}`)
        .join(', ')}`,
  )
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '--:'))),
    ...rows.map(line),
    '',
    `Statements by database: ${databases.join('; ')}.`,
  ].join('\n')
}

function own(statements: Record<string, number>): number {
  return Object.entries(statements).reduce((sum, [name, count]) => sum + (name === PROVIDER ? 0 : count), 0)
}

function sorted(rounds: readonly Measured[], what: 'captured' | 'placed'): number[] {
  return rounds.flatMap(({ timings }) => timings.map((timing) => timing[what])).toSorted((one, other) => one - other)
}
