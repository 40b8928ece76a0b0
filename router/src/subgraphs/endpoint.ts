import { isIPv6 } from 'node:net'
import type { LookupFunction } from 'node:net'
import type { Logger } from 'pino'
import { Pool } from 'undici'
import { createCircuit } from './circuit.ts'
import type { Circuit } from './circuit.ts'
import type { AnswerHandler } from './http-connection.ts'
import { createHttpConnections } from './http-connections.ts'
import { readAnswer } from './read-answer.ts'
import type { CircuitState } from './traffic-observer.ts'

/** One address of a subgraph, with its connections. */
export type Endpoint = {
  /** Tells it from all others; as logs and metrics name it. */
  readonly address: string
  readonly url: URL
  readonly circuit: Circuit
  /** Questions on their way to it. */
  pending: number
  send(body: string, headers: string[], handler: AnswerHandler): void
  ready(): Promise<void>
  /** Where its host is, when the name in the URL stands for several. */
  readonly lookup: LookupFunction | undefined
  /** What is under way is finished; nothing new may be sent. */
  retire(): Promise<void>
  stop(): Promise<void>
}

/**
 * Shorter than the five seconds after which Node's servers close an idle connection: the side that sends must be the
 * first to let go, or a request is written to a connection that is being closed.
 */
const KEEP_ALIVE_MS = 4000
const CONNECT_TIMEOUT_MS = 3000
const READY_TIMEOUT_MS = 2000

/** `ip` is where to connect when the name in the URL stands for several hosts; the name stays what TLS and HTTP see. */
export function createEndpoint({
  url,
  ip,
  connections,
  breakerFailures,
  onCircuit,
  log,
}: {
  url: URL
  ip: string | null
  connections: number
  breakerFailures: number
  onCircuit: (address: string, state: CircuitState) => void
  log: Logger
}): Endpoint {
  const address = addressOf(url, ip)
  const pool = new Pool(url.origin, {
    connections,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Every question has a deadline of its own, over all its parts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(ip ? { lookup: lookupOf(ip) } : {}) },
  })
  const path = url.pathname + url.search
  // undici speaks TLS, and asks whether an address is ready; questions without TLS have their own way, which costs less.
  const plain =
    url.protocol === 'http:'
      ? createHttpConnections({
          url,
          ip,
          connections,
          keepAliveMs: KEEP_ALIVE_MS,
          connectTimeoutMs: CONNECT_TIMEOUT_MS,
        })
      : null

  function send(body: string, headers: string[], handler: AnswerHandler): void {
    if (plain) plain.send(body, headers, handler)
    else pool.dispatch({ path, method: 'POST', headers, body }, handler)
  }

  const circuit = createCircuit(breakerFailures, (state) => {
    log[state === 'open' ? 'warn' : 'info']({ address, circuit: state }, 'circuit of a subgraph address')
    onCircuit(address, state)
  })

  async function ready(): Promise<void> {
    const signal = AbortSignal.timeout(READY_TIMEOUT_MS)
    const answer = await pool.request({ path: '/health/ready', method: 'GET', signal })
    await answer.body.dump()
    if (answer.statusCode === 200) return
    if (answer.statusCode === 503) throw new Error('it says that it is not ready')
    // A subgraph without that route: any answer to the smallest query will do.
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    const asked = await pool.request({ path, method: 'POST', headers, body: '{"query":"{ __typename }"}', signal })
    readAnswer(asked.statusCode, await asked.body.text(), {})
  }

  return {
    address,
    url,
    circuit,
    pending: 0,
    send,
    ready,
    lookup: ip ? lookupOf(ip) : undefined,
    retire: async () => void (await Promise.all([pool.close(), plain?.retire()])),
    stop: async () => void (await Promise.all([pool.destroy(), plain?.stop()])),
  }
}

function addressOf(url: URL, ip: string | null): string {
  if (!ip) return url.href
  const address = new URL(url)
  address.hostname = isIPv6(ip) ? `[${ip}]` : ip
  return address.href
}

function lookupOf(ip: string): LookupFunction {
  const family = isIPv6(ip) ? 6 : 4
  return (_host, options, answer) => {
    if (options.all) answer(null, [{ address: ip, family }])
    else answer(null, ip, family)
  }
}
