import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { readSettings } from '../src/settings.ts'
import type { Call } from './fixture/scripted-subgraph.ts'
import { startTraffic } from './fixture/start-traffic.ts'
import type { Traffic } from './fixture/start-traffic.ts'

const TOKEN = 'for-prometheus'
let traffic: Traffic
afterEach(() => traffic.stop())

async function replays(): Promise<{ same: number; changed: number }> {
  const response = await fetch(`${traffic.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const text = await response.text()
  const count = (outcome: string): number =>
    Number(new RegExp(`router_replays_total\\{outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1] ?? 0)
  return { same: count('same'), changed: count('changed') }
}

async function askTimes(times: number, query = '{ hello }', headers: Record<string, string> = {}): Promise<string[]> {
  const texts: string[] = []
  for (let time = 0; time < times; time += 1) texts.push((await traffic.ask(query, headers)).text)
  return texts
}

describe('a query that is asked again', () => {
  it('asks the subgraph each time, and answers the same bytes as long as the subgraph does', async () => {
    traffic = await startTraffic({ metricsToken: TOKEN })
    traffic.subgraph.script = (call) => call.answer({ hello: 'wörld' })
    const texts = await askTimes(5)
    expect(new Set(texts)).toEqual(new Set(['{"data":{"hello":"wörld"}}']))
    expect(traffic.calls()).toBe(5)
    // The first is noted, the second recorded.
    expect(await replays()).toEqual({ same: 3, changed: 0 })
  })

  it('answers what is new with the first answer that has it, and with what was before when that comes back', async () => {
    traffic = await startTraffic({ metricsToken: TOKEN })
    let hello = 'world'
    traffic.subgraph.script = (call) => call.answer({ hello })
    await askTimes(3)
    hello = 'moon!'
    expect(await askTimes(1)).toEqual(['{"data":{"hello":"moon!"}}'])
    hello = 'world'
    expect(await askTimes(3)).toEqual(Array(3).fill('{"data":{"hello":"world"}}'))
    expect(await replays()).toEqual({ same: 3, changed: 2 })
    expect(traffic.calls()).toBe(7)
  })

  it('gives each viewer what was answered to them', async () => {
    traffic = await startTraffic()
    traffic.subgraph.script = (call) => call.answer({ hello: String(call.headers['authorization']) })
    for (let round = 0; round < 8; round += 1) {
      for (const viewer of ['Bearer ada', 'Bearer bob']) {
        const { data } = await traffic.ask('{ hello }', { authorization: viewer })
        expect(data).toEqual({ hello: viewer })
      }
    }
    expect(traffic.calls()).toBe(16)
  })

  it('is recorded less and less when its answer is another one each time', async () => {
    traffic = await startTraffic({ metricsToken: TOKEN })
    let count = 0
    traffic.subgraph.script = (call) => call.answer({ hello: String(count++) })
    const texts = await askTimes(60)
    expect(texts).toEqual(texts.map((_, index) => `{"data":{"hello":"${index}"}}`))
    const { same, changed } = await replays()
    expect(same).toBe(0)
    expect(changed).toBeLessThan(8)
  })

  it('tells apart what differs in its variables', async () => {
    traffic = await startTraffic()
    traffic.subgraph.script = (call) => call.answer({ echo: JSON.stringify(call.query) })
    for (const text of ['a', 'b', 'a', 'b', 'a', 'b']) {
      const { data } = await traffic.ask(`{ echo(text: "${text}") }`)
      expect(data['echo']).toContain(text)
    }
  })

  it('says what is missing when the subgraph fails, and goes on when it is back', async () => {
    traffic = await startTraffic({ subgraphRetries: 0, subgraphBreakerFailures: 0 })
    await askTimes(3)
    traffic.subgraph.script = ({ response }: Call) => void response.destroy()
    const { data, errors } = await traffic.ask('{ hello }')
    expect([data, errors[0]?.extensions.code]).toEqual([{ hello: null }, 'SUBGRAPH_UNAVAILABLE'])
    traffic.subgraph.script = (call) => call.answer({ hello: 'again' })
    expect(await askTimes(3)).toEqual(Array(3).fill('{"data":{"hello":"again"}}'))
  })

  it('is not taken for unchanged when the status of the answer or an error beside the same data says otherwise', async () => {
    traffic = await startTraffic({ subgraphRetries: 0, maskErrors: false })
    await askTimes(3)
    traffic.subgraph.script = ({ response }: Call) =>
      response
        .setHeader('content-type', 'application/json')
        .end('{"data":{"hello":"world"},"errors":[{"message":"half of it"}]}')
    const { errors } = await traffic.ask('{ hello }')
    expect(errors[0]?.message).toBe('half of it')
  })

  it('passes on the headers of the answer of today', async () => {
    const environment = { HEADER_RULES: JSON.stringify({ response: [{ pass: 'x-stock' }] }) }
    const { headerRules } = readSettings(['--supergraph', 'none'], environment).settings
    traffic = await startTraffic({ headerRules })
    let stock = 0
    traffic.subgraph.script = (call) => {
      call.response.setHeader('x-stock', String(stock++))
      call.answer({ hello: 'world' })
    }
    const seen: (string | null)[] = []
    for (let time = 0; time < 4; time += 1) seen.push((await traffic.ask('{ hello }')).headers.get('x-stock'))
    expect(seen).toEqual(['0', '1', '2', '3'])
  })

  it('is right when many ask at once while the answer changes', async () => {
    traffic = await startTraffic({ deduplicateRequests: false })
    let version = 0
    traffic.subgraph.script = async (call) => {
      const answered = version
      await delay(1)
      call.answer({ hello: String(answered) })
    }
    for (let round = 0; round < 30; round += 1) {
      version = Math.floor(round / 3)
      const answers = await Promise.all(Array.from({ length: 10 }, () => traffic.ask('{ hello }')))
      for (const { data } of answers) expect(data).toEqual({ hello: String(version) })
    }
  })
})
