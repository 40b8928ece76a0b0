import { installRival, rivalVersion } from '@shop/bench-measure/rival-packages'
import { join } from 'node:path'
import { pairOf } from '../contender.ts'
import type { Contender } from '../contender.ts'
import { startContender } from '../measure/measured-process.ts'
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
  return startContender(
    join(import.meta.dirname, 'serve-vendure.ts'),
    (data) => [data],
    options,
    async (client) => {
      const { variants, ...known } = await lookAround(client, count)
      return { checkOut: (turn) => checkOut(client, pairOf(variants, turn), known) }
    },
  )
}
