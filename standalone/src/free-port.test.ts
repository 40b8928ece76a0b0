import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { anyFreePort, nextFreePort } from './free-port.ts'

const HOST = '127.0.0.1'

it('any free port is one that the system gives to nobody by itself', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => anyFreePort(HOST)))
  for (const port of ports) expect(port).toBeLessThan(32_768)
})

it('the next free port is the wished one, or a later one when that is taken', async () => {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await nextFreePort(port, HOST)).toBeGreaterThan(port)
  server.close()
  await once(server, 'close')
  expect(await nextFreePort(port, HOST)).toBe(port)
})
