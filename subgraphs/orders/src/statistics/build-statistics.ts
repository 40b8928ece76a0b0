import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { countSales } from './count-sales.ts'
import {
  activate,
  advance,
  beginGeneration,
  dropReplaced,
  findActive,
  lockBuilding,
  type Generation,
} from './generation-store.ts'
import { findCartIdsAfter, findOrderIdsAfter } from './sales-store.ts'

type Context = Pick<Services, 'transact' | 'clock' | 'timeZone'>

const AT_ONCE = 200

/**
 * Counts a portion of the history for the generation that is being built, and shows it when it is complete. Meanwhile the
 * figures of before are shown, and whatever happens is counted in both. Begins a generation when there is none in the time
 * zone of the settings. Answers how much it did; 0 when nothing is left.
 */
export async function buildStatistics({ transact, clock, timeZone }: Context): Promise<number> {
  await transact(async (tx) => {
    if ((await findActive(tx))?.timeZone !== timeZone) await beginGeneration(tx, timeZone, clock.now())
  })
  return transact(async (tx) => {
    const building = await lockBuilding(tx)
    return building ? countPortion(tx, building, clock.now()) : dropReplaced(tx)
  })
}

async function countPortion(tx: Transaction, generation: Generation, now: Date): Promise<number> {
  const { id, phase, cursor } = generation
  const find = phase === 'ORDERS' ? findOrderIdsAfter : findCartIdsAfter
  const ids = await find(tx, cursor, AT_ONCE)
  await countSales(tx, phase === 'ORDERS' ? { orderIds: ids } : { cartIds: ids }, [generation])
  const last = ids.at(-1)
  if (ids.length === AT_ONCE && last !== undefined) await advance(tx, id, { phase, cursor: last })
  else if (phase === 'ORDERS') await advance(tx, id, { phase: 'CARTS', cursor: null })
  else await activate(tx, id, now)
  return 1
}

/** Begins to count the whole history anew, beside the figures that are shown. */
export async function rebuildStatistics({ transact, clock, timeZone }: Context): Promise<Generation> {
  return transact((tx) => beginGeneration(tx, timeZone, clock.now()))
}
