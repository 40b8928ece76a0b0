import { join } from 'node:path'
import { NODE_FLAGS } from '@shop/bench-measure/command'
import type { Command } from '@shop/bench-measure/command'
import type { Contender, Stage } from './contender.ts'

const MAIN = join(import.meta.dirname, '../../../router/src/main.ts')
const CLIENT = 'bench'

/** Our router as `npm run router` starts it, with the policies of its defaults and a key set to check tokens by. */
export function ours(options: { routerFlags?: string[]; nodeFlags?: string[] } = {}): Contender {
  return {
    name: 'ours',
    title: 'this router',
    prepare: async () => `Node ${process.versions.node}`,
    command: async (stage) => routerCommand(stage, MAIN, options),
  }
}

/** The same, but it reads every answer, as if no two were ever the same. */
export function oursReadingAll(options: { routerFlags?: string[] } = {}): Contender {
  const routerFlags = [...(options.routerFlags ?? []), '--replay-bytes', '0']
  return { ...ours({ routerFlags }), name: 'ours-reading', title: 'this router, reading every answer' }
}

/** The command line of our router; `program` is `main.ts` or something that takes the same flags. */
export function routerCommand(
  { supergraphFile, port, jwksUrl, deduplicate }: Pick<Stage, 'supergraphFile' | 'port' | 'jwksUrl' | 'deduplicate'>,
  program: string,
  { routerFlags = [], nodeFlags = [] }: { routerFlags?: string[]; nodeFlags?: string[] } = {},
): Command {
  return {
    command: process.execPath,
    args: [
      ...NODE_FLAGS,
      ...nodeFlags,
      program,
      '--supergraph',
      supergraphFile,
      '--port',
      String(port),
      '--host',
      '127.0.0.1',
      '--jwks-url',
      jwksUrl,
      '--token-issuer',
      CLIENT,
      '--deduplicate-requests',
      String(deduplicate),
      ...routerFlags,
    ],
    environment: { NODE_ENV: 'production' },
  }
}

/** What the token says: the router checks the signature, the issuer and the time. */
export const tokenIssuer = CLIENT
