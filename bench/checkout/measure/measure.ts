import { setTimeout as delay } from 'node:timers/promises'
import type { CheckOut, Contender, Timing } from '../contender.ts'
import { difference } from './usage.ts'
import type { Usage } from './usage.ts'

/** What so many checkouts took. */
export type Measured = { checkouts: number; seconds: number; timings: Timing[]; usage: Usage }

/** Buyers who are all there at once, each with the next checkout when one is done. */
export type Load = { buyers: number; warmSeconds: number; rounds: number; seconds: number }

/**
 * What is done in each of some rounds, through which the buyers go on without a pause: no round has a beginning or an end in which fewer
 * of them are under way. An order counts in the round in which its money is captured.
 */
export async function measureLoad(
  shop: Contender,
  checkOut: CheckOut,
  { buyers, warmSeconds, rounds, seconds }: Load,
): Promise<Measured[]> {
  let timings: Timing[] = []
  const closing = new AbortController()
  let turn = 0
  async function buy(_: unknown, index: number): Promise<void> {
    // In step they would all be done at the same moment, and it would be chance how often a round sees that.
    await delay((index / buyers) * warmSeconds * STAGGER_MS)
    while (!closing.signal.aborted) {
      turn += 1
      const timing = await checkOut(turn)
      // The list of the round that it is now, not of the one in which this checkout began.
      timings.push(timing)
    }
  }
  const buying = Promise.all(Array.from({ length: buyers }, buy))
  // Rejects when a buyer fails.
  const wait = (seconds: number) => Promise.race([buying, delay(seconds * 1_000)])
  const measured: Measured[] = []
  try {
    await wait(warmSeconds)
    for (let round = 0; round < rounds; round += 1) {
      const before = await shop.usage()
      timings = []
      const began = performance.now()
      await wait(seconds)
      const usage = difference(before, await shop.usage())
      // Not before: what is done while the shop is asked is in what it used.
      const took = (performance.now() - began) / 1_000
      const done = timings
      timings = []
      if (done.length === 0) throw new Error(`no checkout was done in ${seconds} s: the rounds are too short`)
      measured.push({ checkouts: done.length, seconds: took, timings: done, usage })
    }
  } finally {
    closing.abort()
  }
  await buying
  return measured
}

/**
 * One checkout at a time. What the shop does all the time by itself, measured while nobody buys, is taken off: polling costs the
 * same with one checkout an hour.
 */
export async function measureAlone(
  shop: Contender,
  checkOut: CheckOut,
  checkouts: number,
): Promise<Measured & { idle: Usage; idleSeconds: number }> {
  // What the load has left to do (parcels, notices) is done by then.
  await delay(SETTLE_MS)
  const idleBefore = await shop.usage()
  const idleBegan = performance.now()
  await delay(IDLE_MS)
  const idle = difference(idleBefore, await shop.usage())
  const idleSeconds = (performance.now() - idleBegan) / 1_000

  const before = await shop.usage()
  const began = performance.now()
  const timings: Timing[] = []
  for (let turn = 0; turn < checkouts; turn += 1) timings.push(await checkOut(turn))
  const seconds = (performance.now() - began) / 1_000
  return { checkouts, seconds, timings, usage: difference(before, await shop.usage()), idle, idleSeconds }
}

/** Of each second of the warm-up, until the last buyer comes. */
const STAGGER_MS = 600
const SETTLE_MS = 3_000
const IDLE_MS = 4_000
