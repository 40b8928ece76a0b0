import { setTimeout as delay } from 'node:timers/promises'
import { OperationTypeNode } from 'graphql'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { newRequestContext } from '../src/request-context.ts'
import { defaultSettings } from '../src/settings.ts'
import { createSubgraphClient } from '../src/subgraphs/subgraph-client.ts'
import { createSubgraphFleet } from '../src/subgraphs/subgraph-fleet.ts'
import { until } from './fixture/follow.ts'
import type { Call } from './fixture/scripted-subgraph.ts'
import { startTraffic } from './fixture/start-traffic.ts'
import type { Traffic } from './fixture/start-traffic.ts'

let traffic: Traffic
afterEach(() => traffic.stop())

const ADA = { authorization: 'Bearer ada' }
const BOB = { authorization: 'Bearer bob' }

/** Calls are held back until `release`, which waits until so many requests have come to the router. */
async function startHeld(settings: Parameters<typeof startTraffic>[0] = {}) {
  traffic = await startTraffic(settings)
  const held: Call[] = []
  traffic.subgraph.script = (call) => void held.push(call)
  return {
    held,
    async release(requests: number, data: object = { hello: 'world' }) {
      await traffic.came(requests)
      traffic.subgraph.script = (call) => call.answer(data)
      for (const call of held.splice(0)) call.answer(data)
    },
  }
}

describe('equal queries that are under way at once', () => {
  it('of one viewer are asked once, whatever identifies the single request', async () => {
    const { release } = await startHeld()
    const asked = ['1', '2', '3'].map((id) =>
      traffic.ask('{ hello }', {
        ...ADA,
        'x-request-id': `request-${id}`,
        traceparent: `00-${id.repeat(32)}-${id.repeat(16)}-01`,
      }),
    )
    await release(asked.length)
    const answers = await Promise.all(asked)
    expect(answers.map(({ data }) => data)).toEqual([{ hello: 'world' }, { hello: 'world' }, { hello: 'world' }])
    expect(traffic.calls()).toBe(1)
  })

  it('of several viewers are asked for each', async () => {
    const { release } = await startHeld()
    const asked = [ADA, BOB, {}].map((headers) => traffic.ask('{ hello }', headers))
    await release(asked.length)
    await Promise.all(asked)
    const tokens = traffic.subgraph.calls.map(({ headers }) => headers.authorization)
    expect(tokens.map(String).toSorted()).toEqual(['Bearer ada', 'Bearer bob', 'undefined'])
  })

  it('are asked for each when any other header that is passed on differs, or the variables do', async () => {
    const { release } = await startHeld({
      headerRules: { request: [{ pass: 'x-tenant' }], response: [] },
    })
    const asked = [
      traffic.ask('{ hello }', { 'accept-language': 'de' }),
      traffic.ask('{ hello }', { 'accept-language': 'fr' }),
      traffic.ask('{ hello }', { 'x-tenant': 'a' }),
      traffic.ask('{ hello }', { 'x-tenant': 'b' }),
      traffic.ask('{ echo(text: "a") }'),
      traffic.ask('{ echo(text: "b") }'),
    ]
    await release(asked.length, { hello: 'world', echo: 'heard' })
    await Promise.all(asked)
    expect(traffic.calls()).toBe(6)
  })

  it('are asked for each when the setting says so', async () => {
    const { release } = await startHeld({ deduplicateRequests: false })
    const asked = [traffic.ask('{ hello }', ADA), traffic.ask('{ hello }', ADA)]
    await release(asked.length)
    await Promise.all(asked)
    expect(traffic.calls()).toBe(2)
  })

  it('get one failure each, and leave nothing behind that the next one would join', async () => {
    traffic = await startTraffic({ subgraphRetries: 0 })
    traffic.subgraph.script = ({ response }) => traffic.came(2).then(() => response.destroy())
    const answers = await Promise.all([traffic.ask('{ hello }'), traffic.ask('{ hello }')])
    for (const { errors } of answers) expect(errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(traffic.calls()).toBe(1)
    traffic.subgraph.script = (call) => call.answer({ hello: 'again' })
    expect((await traffic.ask('{ hello }')).data).toEqual({ hello: 'again' })
  })

  it('do not give the cookie of one to the others', async () => {
    const { held } = await startHeld({ headerRules: { request: [], response: [{ pass: 'set-cookie' }] } })
    const asked = [traffic.ask('{ hello }'), traffic.ask('{ hello }')]
    await traffic.came(2)
    await until('it is asked', () => held.length > 0)
    expect(held).toHaveLength(1)
    held[0]?.response.setHeader('set-cookie', ['session=1', 'theme=dark'])
    held[0]?.answer({ hello: 'world' })
    const cookies = (await Promise.all(asked)).map(({ headers }) => headers.getSetCookie())
    expect(cookies.toSorted((a, b) => a.length - b.length)).toEqual([[], ['session=1', 'theme=dark']])
  })
})

describe('mutations', () => {
  it('are never shared', async () => {
    const { release } = await startHeld()
    const asked = [traffic.ask('mutation { rename }', ADA), traffic.ask('mutation { rename }', ADA)]
    await release(asked.length, { rename: 'done' })
    await Promise.all(asked)
    expect(traffic.calls()).toBe(2)
  })

  it('that were answered keep later queries from joining earlier ones', async () => {
    traffic = await startTraffic()
    const old: Call[] = []
    traffic.subgraph.script = (call) => void old.push(call)
    const before = traffic.ask('{ hello }', ADA)
    await until('the first query is asked', () => old.length === 1)

    traffic.subgraph.script = (call) => call.answer({ rename: 'done', hello: 'new' })
    await traffic.ask('mutation { rename }', ADA)
    expect((await traffic.ask('{ hello }', ADA)).data).toEqual({ hello: 'new' })
    old[0]?.answer({ hello: 'old' })
    expect((await before).data).toEqual({ hello: 'old' })
  })

  it('go on when their client leaves', async () => {
    const { held } = await startHeld()
    const { answer, leave } = traffic.askAndLeave('mutation { rename }', ADA)
    await until('it is asked', () => held.length === 1)
    leave()
    expect(await answer).toBe('left')
    await delay(100)
    expect(held[0]?.aborted).toBe(false)
    held[0]?.answer({ rename: 'done' })
  })
})

describe('a fetch that must see what an event is about', () => {
  it('does not join one that began before the event', async () => {
    const { held, release } = await startHeld()
    const log = pino({ level: 'silent' })
    const fleet = createSubgraphFleet({ given: {}, settings: defaultSettings(), log })
    fleet.update([{ name: 'shop', url: traffic.subgraph.url }])
    const ask = createSubgraphClient({ fleet, plugins: [], compression: false })
    const hello = { query: '{ hello }', name: null, kind: OperationTypeNode.QUERY, entities: [] }
    const askSince = (notBefore?: number) => {
      const context = newRequestContext({}, new AbortController().signal, log)
      return ask({ subgraph: 'shop', operation: hello, variables: '{}', context, ...(notBefore ? { notBefore } : {}) })
    }
    const asked = [askSince()]
    await until('it is asked', () => held.length === 1)
    const event = performance.now()
    asked.push(askSince(event), askSince(event), askSince())
    await release(0)
    for (const { data } of await Promise.all(asked)) expect(data).toEqual({ hello: 'world' })
    expect(traffic.calls()).toBe(2)
    await fleet.stop()
  })
})

describe('a client that leaves', () => {
  it('takes away nothing from the others who wait for the same answer, the first one neither', async () => {
    const { held, release } = await startHeld()
    const first = traffic.askAndLeave('{ hello }', ADA)
    await until('it is asked', () => held.length === 1)
    const second = traffic.askAndLeave('{ hello }', ADA)
    const third = traffic.ask('{ hello }', ADA)
    await traffic.came(3)
    first.leave()
    second.leave()
    expect([await first.answer, await second.answer]).toEqual(['left', 'left'])
    await release(3)
    expect((await third).data).toEqual({ hello: 'world' })
    expect(traffic.calls()).toBe(1)
  })

  it('ends the question when it was the last one, and a later client asks anew', async () => {
    const { held } = await startHeld()
    const clients = [traffic.askAndLeave('{ hello }', ADA), traffic.askAndLeave('{ hello }', ADA)]
    await until('it is asked', () => held.length === 1)
    await traffic.came(2)
    for (const { leave } of clients) leave()
    await until('the question is aborted upstream', () => held[0]?.aborted === true)
    expect(await Promise.all(clients.map(({ answer }) => answer))).toEqual(['left', 'left'])

    traffic.subgraph.script = (call) => call.answer({ hello: 'world' })
    expect((await traffic.ask('{ hello }', ADA)).data).toEqual({ hello: 'world' })
    expect(traffic.calls()).toBe(2)
  })
})
