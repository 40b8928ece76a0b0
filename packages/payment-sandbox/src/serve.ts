import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hasLeft, readBody } from '@shop/subgraph/http-body'
import { startSandbox } from './service.ts'
import type { Sandbox, SandboxOptions } from './service.ts'

const MAX_BODY_BYTES = 16_384

/** A sandbox behind HTTP: where it is, what goes wrong in it from now on, and its end. */
export type SandboxServer = Pick<Sandbox, 'setFaults' | 'stop'> & { url: string }

/** Starts the sandbox behind an HTTP server of its own. `webhookUrl` is where the shop takes its webhooks. */
export async function serveSandbox(
  options: Omit<SandboxOptions, 'deliver'> & { host: string; port: number; webhookUrl: string },
): Promise<SandboxServer> {
  const { host, port, webhookUrl, log } = options
  const sandbox = await startSandbox({
    ...options,
    async deliver(body, headers) {
      const signal = AbortSignal.timeout(10_000)
      const response = await fetch(webhookUrl, { method: 'POST', headers, body, signal })
      await response.body?.cancel()
      return response.status
    },
  })
  const server = createServer((request, response) => {
    answer(sandbox, request, response).catch((error: unknown) => {
      if (hasLeft(request)) return log.debug({ err: error }, 'a client left in the middle of its request')
      log.error({ err: error }, 'the sandbox provider could not answer')
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    setFaults: sandbox.setFaults,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await sandbox.stop()
      await closed
    },
  }
}

async function answer(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]))
  const body = request.method === 'POST' ? await readBody(request, MAX_BODY_BYTES) : null
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const { status, text } = await sandbox.handle({ path, headers, body, signal: gone.signal })
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(text)
}
