import { createRequire } from 'node:module'
import { join } from 'node:path'
import { NODE_FLAGS } from '@shop/bench-measure/command'
import type { Contender } from './contender.ts'

/** A bare broadcast with `ws`, fed by the same Redis. */
export const floor: Contender = {
  name: 'floor',
  title: 'floor: ws, no GraphQL',
  prepare: async () => `ws ${(createRequire(import.meta.url)('ws/package.json') as { version: string }).version}`,
  command: async ({ port, redisUrl, federated }) => ({
    command: process.execPath,
    args: [
      ...NODE_FLAGS,
      join(import.meta.dirname, '../floors/broadcast.ts'),
      String(port),
      redisUrl,
      federated ? 'federated' : 'alone',
    ],
    environment: { NODE_ENV: 'production' },
  }),
}
