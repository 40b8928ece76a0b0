import { afterEach, describe, expect, it } from 'vitest'
import { readSettings } from '../src/settings.ts'
import { startTraffic } from './fixture/start-traffic.ts'
import type { Traffic } from './fixture/start-traffic.ts'

let traffic: Traffic | null = null
afterEach(async () => {
  await traffic?.stop()
  traffic = null
})

function rules(text: object) {
  const environment = { HEADER_RULES: JSON.stringify(text) }
  return readSettings(['--supergraph', 'none'], environment).settings.headerRules
}

describe('headers to a subgraph', () => {
  it('are passed, renamed, set and removed by rules, per subgraph', async () => {
    const headerRules = rules({
      request: [
        { pass: 'X-Tenant' },
        { pass: 'x-country', as: 'country', fallback: 'CH' },
        { set: 'x-from', value: 'router', subgraphs: ['shop'] },
        { set: 'x-elsewhere', value: 'router', subgraphs: ['other'] },
        { remove: 'user-agent' },
      ],
    })
    traffic = await startTraffic({ headerRules })
    await traffic.ask('{ hello }', { 'x-tenant': 'acme', 'x-from': 'forged', 'x-unlisted': '1', 'user-agent': 'test' })
    const headers = traffic.subgraph.calls[0]?.headers
    expect(headers).toMatchObject({ 'x-tenant': 'acme', country: 'CH', 'x-from': 'router' })
    for (const name of ['x-unlisted', 'user-agent', 'x-elsewhere']) expect(headers).not.toHaveProperty(name)
    await traffic.ask('{ hello }', { 'x-country': 'FR' })
    expect(traffic.subgraph.calls[1]?.headers['country']).toBe('FR')
  })

  it('that belong to the connection are refused in rules, by name', () => {
    for (const rule of [
      { pass: 'Host' },
      { set: 'content-length', value: '0' },
      { pass: 'x', as: 'transfer-encoding' },
    ]) {
      expect(() => rules({ request: [rule] })).toThrow('HEADER_RULES=')
    }
    expect(() => rules({ request: [{ set: 'x-a', value: 'a\r\nb: c' }] })).toThrow('HEADER_RULES=')
    expect(() => readSettings(['--supergraph', 'none'], { HEADER_RULES: '{' })).toThrow('not JSON')
  })
})

describe('headers of a subgraph to the client', () => {
  it('are passed by rules, merged as they say, and no others are', async () => {
    const headerRules = rules({
      response: [
        { pass: 'x-served-by', as: 'x-server', merge: 'append' },
        { pass: 'x-region', merge: 'first' },
        { pass: 'set-cookie' },
        { pass: 'x-request-id' },
      ],
    })
    traffic = await startTraffic({ headerRules })
    let call = 0
    traffic.subgraph.script = ({ response, answer }) => {
      call += 1
      response.setHeader('x-served-by', `server-${call}`).setHeader('x-region', `region-${call}`)
      response.setHeader('x-secret', 'yes').setHeader('x-request-id', 'forged')
      response.setHeader('set-cookie', [`a=${call}; Path=/`, `b=${call}`])
      answer({ rename: 'done', again: 'done' })
    }
    // Mutations are separate fetches, one after the other.
    const { headers } = await traffic.ask('mutation { rename again: rename }', { 'x-request-id': 'mine' })
    const calls = traffic.subgraph.calls.length
    const each = (text: (turn: number) => string) => Array.from({ length: calls }, (_, index) => text(index + 1))
    expect(headers.get('x-server')).toBe(each((turn) => `server-${turn}`).join(', '))
    expect(headers.get('x-region')).toBe('region-1')
    expect(headers.getSetCookie()).toEqual(
      each((turn) => `a=${turn}; Path=/ b=${turn}`).flatMap((text) => text.split(/ (?=b=)/)),
    )
    expect(headers.get('x-secret')).toBeNull()
    expect(headers.get('x-request-id')).toBe('mine')
  })

  it('stay where they are without a rule', async () => {
    traffic = await startTraffic()
    traffic.subgraph.script = ({ response, answer }) => {
      response.setHeader('set-cookie', 'a=1')
      answer({ hello: 'world' })
    }
    expect((await traffic.ask('{ hello }')).headers.getSetCookie()).toEqual([])
  })
})
