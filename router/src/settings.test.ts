import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'
import { describeSettings } from './settings/table.ts'

const SUPERGRAPH = ['--supergraph', 'supergraph.graphql']

describe('the settings of the router', () => {
  it('come from flags before the environment, and from the environment before the defaults', () => {
    const { settings, supergraph } = readSettings([...SUPERGRAPH, '--port', '5000', '--max-depth=7'], {
      PORT: '6000',
      MAX_QUERY_TOKENS: '50',
      GRAPHIQL: 'false',
      JWKS_URL: '',
    })
    expect(supergraph).toBe('supergraph.graphql')
    expect(settings).toMatchObject({ port: 5000, maxDepth: 7, maxTokens: 50, graphiql: false, bodyLimit: 262_144 })
    expect(settings.jwksUrl).toBeUndefined()
  })

  it('take the supergraph and the addresses of subgraphs from the environment', () => {
    const environment = {
      SUPERGRAPH: 'http://registry/supergraph',
      SUBGRAPH_ORDER_HISTORY_URL: 'http://orders:4003/graphql',
    }
    const { settings, supergraph } = readSettings([], environment)
    expect(supergraph).toBe('http://registry/supergraph')
    expect(settings.subgraphUrls).toEqual({ ORDER_HISTORY: 'http://orders:4003/graphql' })
  })

  it('are refused all at once, each by the name that was written', () => {
    const read = () =>
      readSettings(['--port', 'many', '--speed', '9', 'extra'], {
        JWKS_URL: 'users:4001',
        INTROSPECTION: 'perhaps',
        SUBGRAPH_USERS_URL: 'users',
      })
    for (const part of [
      '--port=many: must be a whole number from 0 to 65535',
      '--speed',
      'extra',
      'JWKS_URL=',
      'INTROSPECTION=perhaps',
      'SUBGRAPH_USERS_URL=',
      '--supergraph',
    ]) {
      expect(read).toThrow(part)
    }
  })

  it('say rates as a number and seconds, and proxies as a number or networks', () => {
    const read = (environment: Record<string, string>) => readSettings(SUPERGRAPH, environment).settings
    expect(read({ RATE_LIMIT_COST: '5000/60', TRUSTED_PROXIES: '2' })).toMatchObject({
      rateLimitCost: { capacity: 5_000, seconds: 60 },
      rateLimitViewer: undefined,
      trustedProxies: { hops: 2, networks: null },
    })
    expect(read({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies.networks?.check('10.2.3.4')).toBe(true)
    for (const wrong of ['60', '0/60', '60/0', '-1/60', '1.5/60']) {
      expect(() => read({ RATE_LIMIT_VIEWER: wrong })).toThrow(`RATE_LIMIT_VIEWER=${wrong}: must be a number`)
    }
    expect(() => read({ TRUSTED_PROXIES: 'all' })).toThrow('TRUSTED_PROXIES=all: all is neither')
  })

  it('are all in the help', () => {
    const help = describeSettings()
    for (const part of ['--max-depth', 'MAX_QUERY_DEPTH', '262144', 'SUBGRAPH_<NAME>_URL', '--supergraph']) {
      expect(help).toContain(part)
    }
    expect(readSettings(['--help'], {}).help).toBe(true)
  })
})
