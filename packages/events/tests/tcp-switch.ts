import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A port that leads to another one, which can be exchanged as in a failover: all connections are cut then. */
export async function startTcpSwitch(target: number): Promise<{ port: number; switchTo(target: number): void }> {
  let current = target
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(current, '127.0.0.1')
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  function cut(): void {
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    server.close()
    cut()
  })
  return {
    port: (server.address() as AddressInfo).port,
    switchTo(target) {
      current = target
      cut()
    },
  }
}
