import { join } from 'node:path'
import { NODE_FLAGS } from '@shop/bench-measure/command'
import type { Contender } from './contender.ts'

const MAIN = join(import.meta.dirname, '../../../router/src/main.ts')

/** Our router as `npm run router` starts it. */
export function ours({ nodeFlags = [] }: { nodeFlags?: string[] } = {}): Contender {
  return {
    name: 'ours',
    title: 'this router',
    prepare: async () => `Node ${process.versions.node}`,
    command: async ({ supergraphFile, port }) => ({
      command: process.execPath,
      args: [
        ...NODE_FLAGS,
        ...nodeFlags,
        MAIN,
        '--supergraph',
        supergraphFile,
        '--port',
        String(port),
        '--host',
        '127.0.0.1',
      ],
      environment: { NODE_ENV: 'production' },
    }),
  }
}
