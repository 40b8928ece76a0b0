import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Contender } from '../contender.ts'
import { measureLoad } from './measure.ts'

const NOTHING = { nodeCpuSeconds: 0, otherCpuSeconds: 0, statements: {}, texts: {} }

/** A shop in which nothing is done but what the test says. */
function shopWith(checkOut: Contender['checkOut'], usage: Contender['usage']): Contender {
  return { checkOut, usage, stop: async () => undefined }
}

it('counts a checkout in the round in which it ends, though it began before', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const shop = shopWith(
    async (turn) => {
      await begun
      await delay(5)
      return { placed: turn, captured: turn, repeats: 0 }
    },
    async () => {
      begin()
      return NOTHING
    },
  )
  const [round] = await measureLoad(shop, shop.checkOut, { buyers: 1, warmSeconds: 0.01, rounds: 1, seconds: 0.1 })
  expect(round?.timings[0]?.placed).toBe(1)
})

it('counts over one and the same time what was done and what it took: a shop goes on while it is asked what it used', async () => {
  const askedSeconds = 0.1
  const shop = shopWith(
    async (turn) => {
      await delay(5)
      return { placed: turn, captured: turn, repeats: 0 }
    },
    () => delay(askedSeconds * 1_000, NOTHING),
  )
  const load = { buyers: 4, warmSeconds: 0.01, rounds: 2, seconds: 0.05 }
  const rounds = await measureLoad(shop, shop.checkOut, load)
  const turns = rounds.flatMap(({ timings }) => timings.map(({ placed }) => placed))
  expect(new Set(turns).size).toBe(turns.length)
  for (const { checkouts, timings, seconds } of rounds) {
    expect(timings).toHaveLength(checkouts)
    // Timers may be a millisecond early.
    expect(seconds).toBeGreaterThan(load.seconds + askedSeconds - 0.01)
  }
})
