import { startRedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { Redis } from 'ioredis'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'

describe.skipIf(!redisAvailable)('a Redis server of a test', () => {
  test('two of them share nothing', async () => {
    const [first, second] = await Promise.all([startRedisServer(), startRedisServer()])
    const clients = [new Redis(first.url), new Redis(second.url)] as const
    await clients[0].set('key', 'value')
    expect(await clients[0].get('key')).toBe('value')
    expect(await clients[1].get('key')).toBeNull()
    for (const client of clients) client.disconnect()
    await Promise.all([first.stop(), second.stop()])
  })

  test('comes back empty on the same port after a kill', async () => {
    const first = await startRedisServer()
    const client = new Redis(first.url)
    await client.set('key', 'value')
    client.disconnect()
    await first.kill()
    const second = await startRedisServer({ port: first.port })
    const again = new Redis(second.url)
    expect(await again.get('key')).toBeNull()
    again.disconnect()
    await second.stop()
  })

  test('a port that is taken is an error with the reason of the server', async () => {
    const first = await startRedisServer()
    await expect(startRedisServer({ port: first.port })).rejects.toThrow(/in use/)
    await first.stop()
  })

  test('it does not outlive the process that started it, even when that is killed', async () => {
    const program = `import { startRedisServer } from '@shop/events/redis-server'; console.log((await startRedisServer()).url)`
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname })
    const [url] = (await once(starter.stdout, 'data')) as [Buffer]
    const client = new Redis(url.toString().trim(), { retryStrategy: () => null, maxRetriesPerRequest: null })
    expect(await client.ping()).toBe('PONG')
    const gone = once(client, 'end')
    starter.kill('SIGKILL')
    await gone
    const again = new Redis(url.toString().trim(), { lazyConnect: true, retryStrategy: () => null })
    again.on('error', () => undefined)
    await waitUntil(
      () =>
        again.connect().then(
          () => false,
          () => true,
        ),
      { what: 'the server to be gone' },
    )
  })
})
