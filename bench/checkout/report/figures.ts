import { median, percentile } from '@shop/bench-measure/statistics'
import type { CatchUp } from '../measure/catch-up.ts'
import type { Measured } from '../measure/measure.ts'

/** What the sandbox provider sends to its own books: another company's statements. */
const PROVIDER = 'payment-sandbox'

type Costs = { checkoutsPerSecond: number; nodeMilliseconds: number; databaseMilliseconds: number }

export type Figures = Costs & {
  contender: string
  /** At once. */
  buyers: number
  p50: number
  p99: number
  placedP50: number
  statements: number
  statementsAlone: number
  aloneMilliseconds: number
  /** Requests of a checkout that failed and were made again. */
  repeats: number
  /** Statements of a checkout under load, by database. */
  byDatabase: Record<string, number>
  /** Rate of the last third of the load in that of the first; null when there were fewer than three rounds. */
  heldRate: number | null
  /** How long the shop had to work on after the load; null where that cannot be told. */
  catchUp: CatchUp | null
  /** What buyers who poll make of it; null where that was not tried. */
  polled: Costs | null
}

/** What was measured of one contender. */
export type Run = {
  contender: string
  buyers: number
  rounds: readonly Measured[]
  catchUp: CatchUp | null
  polled: Measured | null
  alone: Measured & { idle: Measured['usage']; idleSeconds: number }
}

/** Medians over the rounds of load, and one run of checkouts one by one. */
export function figuresOf({ contender, buyers, rounds, catchUp, polled, alone }: Run): Figures {
  const captured = sorted(rounds, 'captured')
  const idlePerSecond = own(alone.idle.statements) / alone.idleSeconds
  const last = rounds.at(-1)
  return {
    ...costsOf(rounds),
    contender,
    buyers,
    p50: percentile(captured, 0.5),
    p99: percentile(captured, 0.99),
    placedP50: percentile(sorted(rounds, 'placed'), 0.5),
    statements: median(rounds.map(({ usage, checkouts }) => own(usage.statements) / checkouts)),
    statementsAlone: (own(alone.usage.statements) - idlePerSecond * alone.seconds) / alone.checkouts,
    aloneMilliseconds: percentile(sorted([alone], 'captured'), 0.5),
    repeats:
      sumOf(rounds, ({ timings }) => timings.reduce((sum, { repeats }) => sum + repeats, 0)) /
      sumOf(rounds, ({ checkouts }) => checkouts),
    byDatabase: Object.fromEntries(
      Object.entries(last?.usage.statements ?? {}).map(([name, count]) => [name, count / (last?.checkouts ?? 1)]),
    ),
    heldRate: heldRateOf(rounds),
    catchUp,
    polled: polled && costsOf([polled]),
  }
}

function heldRateOf(rounds: readonly Measured[]): number | null {
  const third = Math.floor(rounds.length / 3)
  if (third === 0) return null
  const rateOf = (some: readonly Measured[]) =>
    sumOf(some, ({ checkouts }) => checkouts) / sumOf(some, ({ seconds }) => seconds)
  return rateOf(rounds.slice(-third)) / rateOf(rounds.slice(0, third))
}

function costsOf(rounds: readonly Measured[]): Costs {
  const over = (figure: (round: Measured) => number) => median(rounds.map(figure))
  return {
    checkoutsPerSecond: over(({ checkouts, seconds }) => checkouts / seconds),
    nodeMilliseconds: over(({ usage, checkouts }) => (usage.nodeCpuSeconds * 1_000) / checkouts),
    databaseMilliseconds: over(({ usage, checkouts }) => (usage.otherCpuSeconds * 1_000) / checkouts),
  }
}

function own(statements: Record<string, number>): number {
  return Object.entries(statements).reduce((sum, [name, count]) => sum + (name === PROVIDER ? 0 : count), 0)
}

function sorted(rounds: readonly Measured[], what: 'captured' | 'placed'): number[] {
  return rounds.flatMap(({ timings }) => timings.map((timing) => timing[what])).toSorted((one, other) => one - other)
}

function sumOf(rounds: readonly Measured[], count: (round: Measured) => number): number {
  return rounds.reduce((sum, round) => sum + count(round), 0)
}
