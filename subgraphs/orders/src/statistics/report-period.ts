import { badUserInput } from '@shop/subgraph/errors'
import { shopDay } from './shop-day.ts'

const DAY_MS = 86_400_000
/** Two years, so that a year can be compared with the one before. */
const MOST_DAYS = 732
/** The first day that a Date can be. */
const FIRST_DAY = Date.parse('0001-01-01')

/**
 * The days of a report, both included: 30 up to today when nothing is said. Throws BAD_USER_INPUT for an end before the
 * beginning, and for more than two years.
 */
export function readReportPeriod(
  { from, to }: { from?: string | null; to?: string | null },
  { now, timeZone }: { now: Date; timeZone: string },
): { from: string; to: string } {
  const last = to ?? shopDay(now, timeZone)
  const first = from ?? new Date(Math.max(Date.parse(last) - 29 * DAY_MS, FIRST_DAY)).toISOString().slice(0, 10)
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1
  if (days < 1) throw badUserInput('"to" must not be before "from".', ['to'])
  if (days > MOST_DAYS) throw badUserInput(`A report is about at most ${MOST_DAYS} days.`, ['from'])
  return { from: first, to: last }
}
