import { setTimeout as delay } from 'node:timers/promises'
import type { Late } from '../contender.ts'

/** While nothing is bought, what has become due is done by then. */
const IN_TIME_SECONDS = 1
const LOOK_EVERY_MS = 100
const GIVE_UP_SECONDS = 120

/** How long a shop went on after the load until nothing was late, in seconds; and what of it was the latest when the load ended. */
export type CatchUp = { seconds: number; latest: Late | null }

/**
 * Waits until a shop has done what its orders left it to do. Money is captured long before that: a shop that only puts off the rest
 * sells fast for as long as there is room for it.
 */
export async function measureCatchUp(findLate: () => Promise<Late[]>): Promise<CatchUp> {
  const began = performance.now()
  const passed = () => (performance.now() - began) / 1_000
  const [latest = null] = await findLate()
  for (let now = latest; now && now.seconds > IN_TIME_SECONDS; [now = null] = await findLate()) {
    if (passed() > GIVE_UP_SECONDS) {
      throw new Error(`${now.what} is still ${now.seconds.toFixed(0)} s late ${GIVE_UP_SECONDS} s after the load`)
    }
    await delay(LOOK_EVERY_MS)
  }
  return { seconds: passed(), latest }
}
