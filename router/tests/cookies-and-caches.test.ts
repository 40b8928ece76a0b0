import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { serveScripted } from './fixture/scripted-subgraph.ts'
import { compose } from './fixture/start-graph.ts'

const SHOP = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
  @link(url: "https://example.com/cacheControl/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
directive @cacheControl(maxAge: Int) on FIELD_DEFINITION
type Query { greeting: String @cacheControl(maxAge: 60) }`

it('does not call an answer public that begins a session for the one who asked', async () => {
  const served = await serveScripted()
  let turn = 0
  served.script = (call) => {
    call.response.setHeader('set-cookie', `session=${(turn += 1)}`)
    call.answer({ greeting: 'Hello' })
  }
  const router = createRouter({
    supergraph: compose([{ ...createFixtureSubgraph('shop', SHOP, {}), url: served.url }]),
    log: pino({ level: 'silent' }),
    settings: {
      port: 0,
      host: '127.0.0.1',
      headerRules: { request: [], response: [{ pass: 'set-cookie' }] },
    },
  })
  const { url } = await router.listen()
  const get = () =>
    fetch(`${url}/graphql?query={greeting}`, {
      headers: { 'apollo-require-preflight': '1', accept: 'application/json' },
    })
  const first = await get()
  const second = await get()
  await router.stop()
  await served.stop()
  expect([first.headers.get('set-cookie'), first.headers.get('cache-control')]).toEqual(['session=1', 'no-store'])
  // From the cache of the router, which keeps no cookies.
  expect([second.headers.get('set-cookie'), second.headers.get('cache-control')]).toEqual([null, 'max-age=60, public'])
})
