import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FIVE_SUBGRAPHS } from '../all-subgraphs/five-subgraphs.ts'
import { makeDataFolder, removeDataFolder } from '../shop/data-folder.ts'
import { asGuest, connect, signIn } from '../shop/shop-client.ts'
import { findVariants, placeOrder } from '../shop/shopping.ts'
import { databaseServer, isRunning, startProgram } from './program.ts'
import type { Program } from './program.ts'

const MAIN = 'standalone/src/main.ts'
/** The goal is 3 s on a quiet machine; a busy one must not fail the test. */
const SECOND_START_MS = 6_000

describe('npm start', () => {
  let dataFolder: string
  let programs: Program[] = []
  /** An order of the first start, and the guest whose it is. */
  let kept: { orderId: string; token: string }

  function start(...flags: string[]): Program {
    const program = startProgram(MAIN, ['--port', '0', '--data', dataFolder, ...flags])
    programs.push(program)
    return program
  }

  beforeAll(() => {
    dataFolder = makeDataFolder()
  })
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.end('SIGTERM')))
    programs = []
  })
  afterAll(() => removeDataFolder(dataFolder))

  const statusOf = async (url: string, { orderId, token }: typeof kept) =>
    (await connect(url, token).ask('query ($id: ID!) { order(id: $id) { status } }', { id: orderId })).data.order.status

  it('can be stopped in the middle of its first start', async () => {
    const shop = start()
    await waitUntil(() => shop.said().includes('✓ migrations'), { what: 'the migrations' })
    const { afterMs } = await shop.end('SIGINT')
    expect(afterMs).toBeLessThan(3_000)
    expect(shop.said()).not.toContain('The shop is open')
    await waitUntil(() => databaseServer(dataFolder) === undefined, { what: 'the database server to be gone' })
  })

  it('makes the databases, fills them, and says where the shop is and how long that took', async () => {
    const shop = start()
    const url = await shop.open()
    for (const step of ['database server', 'migrations', 'demo data', 'subgraphs', 'router']) {
      expect(shop.said()).toMatch(new RegExp(`✓ ${step} +[0-9.]+ s`))
    }
    expect(shop.said()).toMatch(/The shop is open after [0-9.]+ s/)
    expect(shop.said()).toContain(`npm run reset -- --data "${dataFolder}" empties it`)

    const ada = await signIn(url, 'ada@example.com', demoPassword)
    const { data, errors } = await ada.ask(FIVE_SUBGRAPHS)
    expect(errors).toBeUndefined()
    expect(data.me).toMatchObject({ givenName: 'Ada' })
    expect(data.me.orders.nodes[0].payments[0].status).toEqual(expect.any(String))
    expect(data.products.totalCount).toBeGreaterThanOrEqual(500)

    const guest = await asGuest(url)
    const [variantId = ''] = await findVariants(guest.client)
    kept = { token: guest.token, orderId: await placeOrder(guest.client, variantId) }
  })

  it('ends within two seconds of Ctrl-C with code 0, and its database with it', async () => {
    const shop = start()
    await shop.open()
    const server = databaseServer(dataFolder)
    expect(server && isRunning(server.pid)).toBe(true)
    const { code, afterMs } = await shop.end('SIGINT')
    expect(code).toBe(0)
    expect(afterMs).toBeLessThan(2_000)
    expect(databaseServer(dataFolder)).toBeUndefined()
    expect(server && isRunning(server.pid)).toBe(false)
  })

  it('keeps the data for the next start, which is fast, and ends with code 1 when its database server dies', async () => {
    const begun = performance.now()
    const shop = start()
    const url = await shop.open()
    expect(performance.now() - begun).toBeLessThan(SECOND_START_MS)
    await waitUntil(async () => (await statusOf(url, kept)) === 'COMPLETED', { what: 'the order of the first start' })
    process.kill(databaseServer(dataFolder)!.pid, 'SIGKILL')
    expect((await shop.ended).code).toBe(1)
    expect(shop.said()).toMatch(/the database server ended unexpectedly \(SIGKILL\); its log is .+/)
    expect(shop.said()).toContain('cannot go on without its database server')
  })

  it('takes the next port when the wished one is in use, and says so', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const shop = start('--port', String(port))
    const url = await shop.open()
    holder.close()
    expect(Number(new URL(url).port)).toBeGreaterThan(port)
    expect(shop.said()).toContain(`port ${port} is in use; the shop takes ${new URL(url).port}`)
  })

  it('refuses a second start on the same data with one sentence, and the first goes on', async () => {
    const first = start()
    const url = await first.open()
    const second = start()
    expect((await second.ended).code).toBe(1)
    expect(second.said()).toMatch(/the database in .+ is in use by another start \(.+\); stop that one first/)
    expect(second.said()).not.toContain('    at ')
    expect(await statusOf(url, kept)).toBe('COMPLETED')
    await Promise.all(
      ['standalone/src/seed.ts', 'standalone/src/reset.ts'].map(async (entry) => {
        const other = startProgram(entry, ['--data', dataFolder])
        expect((await other.ended).code).toBe(1)
        expect(other.said()).toContain('is in use by another start')
        expect(other.said()).not.toContain('    at ')
      }),
    )
  })

  it('names the option or setting that cannot be read, and starts nothing', async () => {
    const wrong: [string, string[]][] = [
      ['--port', ['--port', 'abc']],
      ['--scale', ['--scale', '0.5']],
      ['--speed', ['--speed', '9']],
    ]
    await Promise.all(
      wrong.map(async ([name, flags]) => {
        const shop = start(...flags)
        expect((await shop.ended).code).toBe(1)
        expect(shop.said()).toContain(name)
        expect(shop.said()).not.toContain('    at ')
      }),
    )
    const shop = startProgram(MAIN, ['--port', '0', '--data', dataFolder], {
      ACCESS_TOKEN_SECONDS: '-1',
      CARRIER_STEP_MS: 'soon',
    })
    expect((await shop.ended).code).toBe(1)
    expect(shop.said()).toMatch(/ACCESS_TOKEN_SECONDS: [\s\S]+CARRIER_STEP_MS: /)
    expect(shop.said()).not.toContain('database')
    expect(shop.said()).not.toContain('    at ')
    expect(databaseServer(dataFolder)).toBeUndefined()
  })

  it('does not put demo data on top of what there is', async () => {
    const seed = startProgram('standalone/src/seed.ts', ['--data', dataFolder])
    expect((await seed.ended).code).toBe(1)
    expect(seed.said()).toContain('The databases hold data already')
    expect(seed.said()).not.toContain('    at ')
  })

  it('begins anew after npm run reset', async () => {
    const reset = startProgram('standalone/src/reset.ts', ['--data', dataFolder])
    expect((await reset.ended).code).toBe(0)
    const shop = start()
    const url = await shop.open()
    const { data, errors } = await connect(url, kept.token).ask('{ cart { id } }')
    // The key that signed the old token went with the data.
    expect(errors?.[0]?.extensions.code).toBe('TOKEN_INVALID')
    expect(data ?? null).toBeNull()
  })
})
