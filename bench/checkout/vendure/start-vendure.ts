import { installRival, rivalVersion } from '@shop/bench-measure/rival-packages'
import { join } from 'node:path'
import { openClient } from '../client.ts'
import { pairOf } from '../contender.ts'
import type { Contender } from '../contender.ts'
import { startMeasured } from '../measure/measured-process.ts'
import type { ProcessOptions } from '../measure/measured-process.ts'
import { checkOut, lookAround } from './check-out.ts'

/** Makes sure that Vendure is installed, and says which version it is. */
export function prepareVendure(): string {
  installRival('vendure')
  return rivalVersion('vendure', '@vendure/core')
}

/** Vendure as `vendure create` sets it up, on a PostgreSQL like our own shop's. */
export async function startVendure({
  variants: count,
  ...options
}: ProcessOptions & { variants: number }): Promise<Contender> {
  const shop = await startMeasured(join(import.meta.dirname, 'serve-vendure.ts'), (data) => [data], options)
  try {
    const client = openClient(shop.url)
    const { variants, ...known } = await lookAround(client, count)
    return {
      checkOut: (turn) => checkOut(client, pairOf(variants, turn), known),
      usage: () => shop.usage(),
      async stop() {
        client.close()
        await shop.stop()
      },
    }
  } catch (error) {
    await shop.stop()
    throw error
  }
}
