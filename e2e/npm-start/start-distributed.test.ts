import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { Redis } from 'ioredis'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDataFolder, removeDataFolder } from '../shop/data-folder.ts'
import { connect } from '../shop/shop-client.ts'
import { databaseServer, isRunning, startProgram } from './program.ts'
import type { Program } from './program.ts'

describe.skipIf(!redisAvailable)('npm run start:distributed', () => {
  let dataFolder: string
  let shop: Program

  const start = () => startProgram('distributed/src/main.ts', ['--port', '0', '--data', dataFolder])
  /** Process IDs of all that it has started: six services, Redis, PostgreSQL, and who watches over them. */
  const children = (): number[] =>
    spawnSync('ps', ['-o', 'pid=', '--ppid', String(shop.pid)], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(Boolean)
      .map(Number)

  const commandOf = (pid: number): string =>
    spawnSync('ps', ['-o', 'pid=,stat=,args=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()

  beforeAll(() => {
    dataFolder = makeDataFolder()
  })
  afterAll(async () => {
    await shop?.end('SIGKILL')
    await removeDataFolder(dataFolder)
  })

  it('leaves nothing behind when it is killed, and starts again on the same data', async () => {
    shop = start()
    await shop.open()
    const started = children()
    for (const name of ['users', 'products', 'orders', 'inventory', 'payments', 'router']) {
      const pid = Number(new RegExp(`${name} +process (\\d+)`).exec(shop.said())?.[1])
      expect(started).toContain(pid)
    }
    expect(started.length).toBeGreaterThanOrEqual(8)
    await shop.end('SIGKILL')
    const areGone = () => {
      expect(started.filter(isRunning).map(commandOf)).toEqual([])
      return true
    }
    await waitUntil(areGone, { what: 'all processes to be gone' })
    expect(databaseServer(join(dataFolder, 'distributed'))).toBeUndefined()

    shop = start()
    const { data } = await connect(await shop.open()).ask('{ products(first: 1) { nodes { title } } }')
    expect(data.products.nodes).toHaveLength(1)
  })

  it('starts its Redis again when that dies', async () => {
    const server = (): number | undefined =>
      children().find((pid) => {
        const { stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
        return stdout.startsWith('redis-server') && isRunning(pid)
      })
    const killed = server()
    expect(killed).toBeDefined()
    process.kill(killed ?? 0, 'SIGKILL')
    const url = /redis +(redis:\S+)/.exec(shop.said())?.[1] ?? ''
    await waitUntil(() => ![undefined, killed].includes(server()), { what: 'another Redis' })
    const client = new Redis(url)
    client.on('error', () => undefined) // it may not listen yet
    expect(await client.ping()).toBe('PONG')
    client.disconnect()
  })

  it('ends with all its processes on Ctrl-C', async () => {
    const started = children()
    const { code, afterMs } = await shop.end('SIGINT')
    expect(code).toBe(0)
    expect(afterMs).toBeLessThan(5_000)
    expect(started.filter(isRunning)).toEqual([])
    expect(shop.said()).not.toContain('it is started again')
  })
})
