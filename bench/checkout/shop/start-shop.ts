import { findEmbeddedPostgres } from '@shop/postgres/embedded'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pairOf } from '../contender.ts'
import type { Contender } from '../contender.ts'
import { startContender } from '../measure/measured-process.ts'
import type { ProcessOptions } from '../measure/measured-process.ts'
import { checkOut } from './check-out.ts'
import { findLate } from './lateness.ts'
import { stockUp } from './stock-up.ts'
import { listenUntilPaid, lookUntilPaid } from './until-paid.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** An account of the demo (README.md). */
const STAFF = { email: 'staff@example.com', password: 'correct horse battery staple' }

/** A shop as `npm start` or `npm run start:distributed` starts it. */
export async function startShop(
  topology: 'standalone' | 'distributed',
  { variants: count, ...options }: ProcessOptions & { variants: number },
): Promise<Contender> {
  return startContender(
    join(ROOT, topology, 'src/main.ts'),
    (data) => ['--port', '0', '--data', data],
    options,
    async (client, { dataFolder, said }) => {
      const databaseUrl = findEmbeddedPostgres(join(dataFolder, topology === 'standalone' ? '' : topology, 'postgres'))
      if (!databaseUrl) throw new Error('the databases of the shop cannot be found')
      const redisUrl = topology === 'standalone' ? null : (process.env['REDIS_URL'] ?? redisOf(said))
      const variants = await stockUp(client, STAFF, count)
      return {
        checkOut: (turn) => checkOut(client, pairOf(variants, turn), listenUntilPaid),
        checkOutPolling: (turn) => checkOut(client, pairOf(variants, turn), lookUntilPaid),
        findLate: () => findLate(databaseUrl, redisUrl),
        async audit() {
          const command = [join(ROOT, 'standalone/src/audit.ts'), '--data', dataFolder, '--wait', '60']
          await promisify(execFile)(process.execPath, command)
        },
      }
    },
  )
}

function redisOf(said: string): string {
  const [url] = /redis:\/\/\S+/.exec(said) ?? []
  if (!url) throw new Error(`the shop does not say where its Redis is; it said:\n${said}`)
  return url
}
