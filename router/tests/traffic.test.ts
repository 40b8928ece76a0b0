import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from './fixture/follow.ts'
import { startTraffic } from './fixture/start-traffic.ts'
import type { Traffic } from './fixture/start-traffic.ts'
import type { Call } from './fixture/scripted-subgraph.ts'

let traffic: Traffic
afterEach(() => traffic.stop())

/** Breaks the connection off in the middle of an answer. */
function breakOff({ response }: Call): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"data":')
  setTimeout(() => response.destroy(), 5)
}

function fail(status: number, headers: Record<string, string> = {}) {
  return ({ response }: Call): void => void response.writeHead(status, headers).end('<html>')
}

describe('a subgraph that hangs', () => {
  it('is given up after the time-out of all subgraphs, or its own, and the work upstream is ended', async () => {
    traffic = await startTraffic({ subgraphTimeoutMs: 20_000, subgraphTimeouts: { SHOP: 150 } })
    traffic.subgraph.script = () => {}
    const before = performance.now()
    const { data, errors } = await traffic.ask('{ hello }')
    const elapsed = performance.now() - before
    expect(data).toEqual({ hello: null })
    expect(errors[0]).toMatchObject({ path: ['hello'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })
    expect(elapsed).toBeGreaterThan(140)
    expect(elapsed).toBeLessThan(2000)
    expect(traffic.calls()).toBe(1)
    await until('the connection is closed', () => traffic.subgraph.calls[0]?.aborted === true)
  })

  it('costs nobody else the answer, whether asked before or after', async () => {
    traffic = await startTraffic({ subgraphTimeoutMs: 1000 })
    traffic.subgraph.script = (call) => call.query.includes('echo') || call.answer({ hello: 'world' })
    const hanging = [traffic.ask('{ echo(text: "a") }'), traffic.ask('{ echo(text: "b") }')]
    expect((await traffic.ask('{ hello }')).data).toEqual({ hello: 'world' })
    for (const { errors } of await Promise.all(hanging)) expect(errors).toHaveLength(1)
  })
})

describe('a subgraph that breaks off its answer', () => {
  it('is asked again for a query, and only once for a mutation', async () => {
    traffic = await startTraffic()
    traffic.subgraph.script = (call) =>
      traffic.subgraph.calls.length % 2 ? breakOff(call) : call.answer({ hello: 'world', rename: 'done' })
    expect((await traffic.ask('{ hello }')).data).toEqual({ hello: 'world' })
    expect(traffic.calls()).toBe(2)
    const { data, errors } = await traffic.ask('mutation { rename }')
    expect([data, errors[0]?.extensions.code]).toEqual([{ rename: null }, 'SUBGRAPH_UNAVAILABLE'])
    expect(traffic.calls()).toBe(3)
  })

  it('is asked no more often than the setting says, with growing pauses', async () => {
    traffic = await startTraffic({ subgraphRetries: 3, subgraphBreakerFailures: 0 })
    let times: number[] = []
    traffic.subgraph.script = ({ response }) => {
      times.push(performance.now())
      response.destroy()
    }
    let firstPause = Infinity
    // At once after a connection that may have been dead already. The shortest counts: a busy machine is late at times.
    for (let turn = 0; turn < 5 || (firstPause >= 18 && turn < 50); turn += 1) {
      times = []
      expect((await traffic.ask('{ hello }')).errors).toHaveLength(1)
      expect(times).toHaveLength(4)
      const [first = 0, second = 0, third = 0, fourth = 0] = times
      firstPause = Math.min(firstPause, second - first)
      // 20 to 60 ms, then 40 to 120.
      expect(third - second).toBeGreaterThan(18)
      expect(fourth - third).toBeGreaterThan(38)
    }
    expect(firstPause).toBeLessThan(18)
  })
})

describe('a subgraph that does not want to be asked now', () => {
  it('is asked again after the time that it names', async () => {
    traffic = await startTraffic()
    traffic.subgraph.script = (call) =>
      traffic.calls() === 1 ? fail(503, { 'retry-after': '1' })(call) : call.answer({ hello: 'world' })
    const before = performance.now()
    expect((await traffic.ask('{ hello }')).data).toEqual({ hello: 'world' })
    expect(performance.now() - before).toBeGreaterThan(990)
  })

  it('is not waited for when that is later than the time-out', async () => {
    traffic = await startTraffic({ subgraphTimeoutMs: 20_000 })
    traffic.subgraph.script = fail(503, { 'retry-after': '30' })
    const before = performance.now()
    expect((await traffic.ask('{ hello }')).errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(performance.now() - before).toBeLessThan(10_000)
    expect(traffic.calls()).toBe(1)
  })

  it('is believed when it says so as GraphQL, after the repetitions', async () => {
    traffic = await startTraffic({ subgraphRetries: 1 })
    const errors = [{ message: 'Full.', extensions: { code: 'FULL' } }]
    traffic.subgraph.script = ({ response }) => response.writeHead(503).end(JSON.stringify({ data: null, errors }))
    expect((await traffic.ask('{ hello }')).errors[0]?.extensions.code).toBe('FULL')
    expect(traffic.calls()).toBe(2)
  })
})

describe('a storm of failures', () => {
  it('is not doubled by repetitions: the budget ends them', async () => {
    traffic = await startTraffic({ subgraphBreakerFailures: 0, subgraphRetries: 5, subgraphRetryPercent: 10 })
    traffic.subgraph.script = fail(502)
    const asked = 400
    const storm = Array.from({ length: asked }, (_, turn) => traffic.ask(`{ echo(text: "${turn}") }`))
    for (const { errors } of await Promise.all(storm)) expect(errors).toHaveLength(1)
    expect(traffic.calls()).toBeGreaterThan(asked)
    // A reserve of 100 for bursts, and a tenth of what was asked.
    expect(traffic.calls()).toBeLessThanOrEqual(asked + 100 + asked / 10)
    const before = traffic.calls()
    await Promise.all(Array.from({ length: 50 }, (_, turn) => traffic.ask(`{ echo(text: "again ${turn}") }`)))
    expect(traffic.calls() - before).toBeLessThanOrEqual(50 + 6)
  })
})

describe('the circuit of an address', () => {
  const settings = { subgraphRetries: 0, subgraphBreakerFailures: 4 }
  // Its clock stands still but for `pass`: on a busy machine its pause would be over before the next question.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

  it('opens after failures in a row, fails at once, and closes when one question was answered', async () => {
    traffic = await startTraffic(settings)
    traffic.subgraph.script = fail(500)
    for (let turn = 0; turn < 4; turn += 1) await traffic.ask('{ hello }')
    expect(traffic.calls()).toBe(4)
    const { errors } = await traffic.ask('{ hello }')
    expect(errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(traffic.calls()).toBe(4)
    expect(traffic.logged.some((line) => line['circuit'] === 'open')).toBe(true)

    let answered = 0
    traffic.subgraph.script = async (call) => {
      await until('the others are answered', () => answered >= 2)
      call.answer({ hello: 'again' })
    }
    pass(260)
    // One of them is the probe; the others do not wait for what it brings.
    const probes = await Promise.all(
      ['a', 'b', 'c'].map(async (text) => {
        const answer = await traffic.ask(`{ hello echo(text: "${text}") }`)
        answered += 1
        return answer
      }),
    )
    expect(probes.filter(({ data }) => data['hello'] !== null)).toHaveLength(1)
    expect(traffic.calls()).toBe(5)
    expect((await traffic.ask('{ hello }')).data).toEqual({ hello: 'again' })
  })

  it('stays open, for longer, when the question fails again', async () => {
    traffic = await startTraffic(settings)
    traffic.subgraph.script = fail(500)
    for (let turn = 0; turn < 4; turn += 1) await traffic.ask('{ hello }')
    // The first pause is 125 to 250 ms, the second 250 to 500.
    pass(260)
    await traffic.ask('{ hello }')
    expect(traffic.calls()).toBe(5)
    pass(245)
    await traffic.ask('{ hello }')
    expect(traffic.calls()).toBe(5)
    pass(260)
    await traffic.ask('{ hello }')
    expect(traffic.calls()).toBe(6)
  })

  it('does not open for errors of GraphQL, failures among successes, or clients that leave', async () => {
    traffic = await startTraffic(settings)
    traffic.subgraph.script = ({ response }) => response.writeHead(400).end('{"errors":[{"message":"no"}]}')
    for (let turn = 0; turn < 6; turn += 1) await traffic.ask('{ hello }')
    traffic.subgraph.script = (call) => (traffic.calls() % 3 ? fail(500)(call) : call.answer({ hello: 'world' }))
    for (let turn = 0; turn < 12; turn += 1) await traffic.ask('{ hello }')
    traffic.subgraph.script = () => {}
    for (let turn = 0; turn < 6; turn += 1) {
      const { answer, leave } = traffic.askAndLeave('{ hello }')
      await until('it is asked', () => traffic.calls() === 19 + turn)
      leave()
      expect(await answer).toBe('left')
      await until('the question is ended', () => traffic.subgraph.calls.at(-1)?.aborted === true)
    }
    traffic.subgraph.script = (call) => call.answer({ hello: 'world' })
    expect((await traffic.ask('{ hello }')).data).toEqual({ hello: 'world' })
  })

  it('opens for time-outs', async () => {
    traffic = await startTraffic({ ...settings, subgraphTimeoutMs: 50 })
    traffic.subgraph.script = () => {}
    for (let turn = 0; turn < 4; turn += 1) await traffic.ask('{ hello }')
    await traffic.ask('{ hello }')
    expect(traffic.calls()).toBe(4)
  })
})

describe('more fetches than connections', () => {
  it('wait in line, up to a length beyond which they fail at once', async () => {
    traffic = await startTraffic({ subgraphConnections: 2, subgraphQueue: 2 })
    const held: Call[] = []
    traffic.subgraph.script = (call) => void held.push(call)
    const asked = Array.from({ length: 5 }, (_, turn) => traffic.ask(`{ echo(text: "${turn}") }`))
    const refused = await Promise.race(asked)
    expect(refused.errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(held).toHaveLength(2)
    traffic.subgraph.script = (call) => call.answer({ echo: 'late' })
    for (const call of held) call.answer({ echo: 'early' })
    const all = await Promise.all(asked)
    expect(all.map(({ data }) => String(data['echo'])).toSorted()).toEqual(['early', 'early', 'late', 'late', 'null'])
  })
})

describe('an answer that is compressed', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('by %s is read, and asked for by setting only', async (encoding, compress) => {
    traffic = await startTraffic({ subgraphCompression: true })
    traffic.subgraph.script = ({ response, headers }) => {
      expect(headers['accept-encoding']).toContain(encoding)
      response.setHeader('content-encoding', encoding).end(compress('{"data":{"hello":"wörld"}}'))
    }
    expect((await traffic.ask('{ hello }')).data).toEqual({ hello: 'wörld' })
  })

  it('is not asked for by default, and fails as what it is when it is damaged', async () => {
    traffic = await startTraffic({ subgraphRetries: 0 })
    traffic.subgraph.script = ({ response }) => response.setHeader('content-encoding', 'gzip').end('no gzip')
    expect((await traffic.ask('{ hello }')).errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(traffic.subgraph.calls[0]?.headers['accept-encoding']).toBeUndefined()
  })
})
