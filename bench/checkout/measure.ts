import { setTimeout as delay } from 'node:timers/promises'
import type { Timing } from './checkout.ts'
import type { ShopProcess } from './shop-process.ts'
import { difference } from './usage.ts'
import type { Usage } from './usage.ts'

/** Checks out; `turn` is another number each time. */
export type CheckOut = (turn: number) => Promise<Timing>

/** What so many checkouts took. */
export type Measured = { checkouts: number; seconds: number; timings: Timing[]; usage: Usage }

/** Buyers who check out one after the other, all at once, for a while. The order counts when its money is captured. */
export async function measureLoad(
  shop: ShopProcess,
  checkOut: CheckOut,
  { buyers, seconds }: { buyers: number; seconds: number },
): Promise<Measured> {
  const before = await shop.usage()
  const began = performance.now()
  const until = began + seconds * 1_000
  const timings: Timing[] = []
  let turn = 0
  async function buy(): Promise<void> {
    while (performance.now() < until) {
      turn += 1
      timings.push(await checkOut(turn))
    }
  }
  await Promise.all(Array.from({ length: buyers }, buy))
  const took = (performance.now() - began) / 1_000
  return { checkouts: timings.length, seconds: took, timings, usage: difference(before, await shop.usage()) }
}

/**
 * One checkout at a time. What the shop does all the time by itself, measured while nobody buys, is taken off: polling costs the
 * same with one checkout an hour.
 */
export async function measureAlone(
  shop: ShopProcess,
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

const SETTLE_MS = 3_000
const IDLE_MS = 4_000
