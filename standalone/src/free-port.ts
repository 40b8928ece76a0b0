import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

const TRIES = 50

/** The wished port, or the next one that is free when something listens there. 0 stays 0. */
export async function nextFreePort(wished: number, host: string): Promise<number> {
  if (wished === 0) return 0
  for (let port = wished; port < Math.min(wished + TRIES, 65_536); port += 1) {
    if (await canListen(port, host)) return port
  }
  throw new Error(`none of the ports ${wished} to ${wished + TRIES - 1} may be listened on; give another with --port`)
}

/**
 * A port that nothing listens on now, for a process that is started next and again whenever it dies. Not one of those that
 * systems give out by themselves (32768 and above): while the process is down, any connection to somewhere could take it.
 */
export async function anyFreePort(host: string): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(20_000, 32_768)
    if (await canListen(port, host)) return port
  }
  throw new Error(`no free port found on ${host}`)
}

async function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE' || code === 'EACCES') return false
    throw new Error(`cannot listen at HOST, ${host}: ${(error as Error).message}`, { cause: error })
  } finally {
    server.close()
  }
}
