import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readConfiguration } from '../src/config/read-configuration.ts'
import type { HttpAnswer, RouterPlugin } from '../src/plugin.ts'
import { follow, until } from './fixture/follow.ts'
import { createLibrary } from './fixture/library.ts'
import { compose, startGraph } from './fixture/start-graph.ts'

const SOURCES = join(import.meta.dirname, '../src')
const MAIN = join(SOURCES, 'main.ts')
const DEFINE = `import { defineRouterConfig } from '${join(SOURCES, 'config/router-config.ts')}'\n`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'router-config-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function write(text: string, name = 'router.config.ts'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('router.config.ts', () => {
  it('is weaker than the environment, which is weaker than flags, and stronger than the defaults', async () => {
    await write(
      `${DEFINE}export const config = defineRouterConfig({
        supergraph: 'from-file.graphql', port: 1, maxDepth: 1, maxAliases: 1, graphiql: false,
        corsOrigins: ['https://a.example', 'https://b.example'], rateLimitViewer: '10/60',
        subgraphUrls: { 'order-history': 'http://file:1/graphql', users: 'http://file:2/graphql' },
        subgraphTimeouts: { 'order-history': 7 },
        headerRules: { request: [{ pass: 'x-tenant' }] },
      })`,
    )
    const environment = {
      PORT: '2',
      MAX_QUERY_DEPTH: '2',
      SUBGRAPH_USERS_URL: 'http://environment:2/graphql',
      INTROSPECTION: '',
    }
    const { settings, supergraph } = await readConfiguration(['--port', '3'], environment, folder)
    expect(supergraph).toBe('from-file.graphql')
    expect(settings).toMatchObject({
      port: 3,
      maxDepth: 2,
      maxAliases: 1,
      graphiql: false,
      introspection: true,
      corsOrigins: ['https://a.example', 'https://b.example'],
      rateLimitViewer: { capacity: 10, seconds: 60 },
      subgraphUrls: { ORDER_HISTORY: 'http://file:1/graphql', USERS: 'http://environment:2/graphql' },
      subgraphTimeouts: { ORDER_HISTORY: 7 },
      headerRules: { request: [{ pass: 'x-tenant' }], response: [] },
    })
  })

  it('is refused with all its mistakes and those of flags and environment at once, by name', async () => {
    const path = await write(
      `export const config = { maxDept: 3, maxDepth: 'deep', tokens: [{ jwksUrl: 'nowhere' }], policies: true,
        plugins: [{}], subgraphUrls: { users: 'nowhere' }, routerSigningKey: 'my-secret' }`,
      'wrong.config.ts',
    )
    const read = readConfiguration(['--speed', '9', '--config', path], { PORT: 'many' }, '/')
    const message = await read.then(
      () => '',
      (error: unknown) => String(error),
    )
    for (const part of [
      '--speed: there is no such setting',
      'PORT=many',
      'wrong.config.ts: maxDept: there is no such setting',
      'wrong.config.ts: maxDepth=deep',
      'wrong.config.ts: tokens:',
      'wrong.config.ts: policies: must be a function',
      'wrong.config.ts: plugins:',
      'wrong.config.ts: subgraphUrls.users=nowhere',
      'wrong.config.ts: routerSigningKey=…',
      '--supergraph (or SUPERGRAPH): a file or URL is needed',
    ]) {
      expect(message).toContain(part)
    }
    expect(message).not.toContain('my-secret')
  })

  it('must be there when it is named, must load, and must export what it says', async () => {
    const read = (...args: string[]) => readConfiguration(['--supergraph', 'none', ...args], {}, folder)
    await expect(read('--config', 'missing.ts')).rejects.toThrow('missing.ts: there is no such file')
    await write('export const settings = {}')
    await expect(read()).rejects.toThrow('router.config.ts: it exports no `config`')
    await write('export const config = nothing', 'broken.ts')
    await expect(read('--config', 'broken.ts')).rejects.toThrow('broken.ts cannot be loaded: nothing is not defined')
  })

  it('configures the program: settings, policies of its own, and what changes elsewhere', async () => {
    const library = createLibrary()
    const books = await library.subgraphs.books.serve()
    const { typeDefs } = library.subgraphs.books
    await writeFile(join(folder, 'supergraph.graphql'), compose([{ name: 'books', typeDefs, url: 'http://unset/' }]))
    await write(
      `${DEFINE}export const config = defineRouterConfig({
        supergraph: new URL('supergraph.graphql', import.meta.url), port: 0, host: '127.0.0.1',
        subgraphUrls: { books: '${books.url}' },
        plugins: [{ before: 'health', plugin: { name: 'mine', onHttp: ({ path }) =>
          path === '/mine' ? { status: 200, headers: {}, body: 'mine' } : undefined } }],
        invalidations: (settings, log) => (invalidate) => {
          log.warn({ port: settings.port }, 'invalidations begin')
          return () => log.warn('invalidations end')
        },
      })`,
    )
    const running = startProgram(folder)
    const url = await running.url
    expect(await (await fetch(`${url}/mine`)).text()).toBe('mine')
    const asked = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ book(id: 1) { title } }' }),
    })
    expect(await asked.json()).toEqual({ data: { book: { title: 'Emma' } } })
    expect(await running.stop()).toBe(0)
    expect(running.output()).toContain('"port":0,"msg":"invalidations begin"')
    expect(running.output()).toContain('invalidations end')
    await books.stop()
  })

  it('ends the program with code 2 when it cannot be used', async () => {
    await write('export const config = { speed: 9 }')
    const running = startProgram(folder)
    await expect(running.url).rejects.toThrow('router.config.ts: speed: there is no such setting')
    expect(await running.stop()).toBe(2)
  })
})

describe('a policy of one’s own', () => {
  it('stands before the one that it names, and is refused when there is none', async () => {
    const seen: string[] = []
    const plugin = {
      name: 'mine',
      onOperation: ({ context }: { context: { claims: unknown } }) => void seen.push(String(context.claims)),
    }
    const graph = await startGraph('in one process', { plugins: [{ plugin }] })
    await graph.ask('{ books { title } }')
    expect(seen).toEqual(['null'])
    await graph.stop()
    await expect(startGraph('in one process', { plugins: [{ plugin, before: 'nothing' }] })).rejects.toThrow(
      'The plugin "mine" cannot stand before "nothing": there is request-id,',
    )
  })

  it('fails its request and nothing else when it fails', async () => {
    const plugin: RouterPlugin = {
      name: 'mine',
      onAnswer({ context }) {
        if (context.headers['x-fail']) throw new Error('out of luck')
      },
    }
    const graph = await startGraph('in one process', { plugins: [{ plugin }] })
    const failed = await graph.ask('{ books { title } }', { headers: { 'x-fail': '1' } })
    expect([failed.status, failed.errors[0]?.extensions.code]).toEqual([500, 'INTERNAL_SERVER_ERROR'])
    expect(failed.headers.get('x-request-id')).not.toBeNull()
    expect(graph.logged.some(({ err }) => (err as Error | undefined)?.message === 'out of luck')).toBe(true)
    expect((await graph.ask('{ books { title } }')).status).toBe(200)
    await graph.stop()
  })
})

describe('a policy of one’s own that fails where nobody waits for it', () => {
  const fail = (): never => {
    throw new Error('out of luck')
  }

  it('hides the error that it was to format, and lets operations and process go on', async () => {
    const plugin: RouterPlugin = {
      name: 'mine',
      onErrors: fail,
      formatError: fail,
      onSocketOperationEnd: fail,
      traffic: { onFetch: fail },
    }
    const graph = await startGraph('over HTTP', { plugins: [{ plugin, before: 'request-id' }] })
    onTestFinished(() => graph.stop())
    const unknown = '{ unheardOf }'
    const hidden = [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]
    const socket = graph.socket()
    for (const query of [unknown, 'subscription { unheardOf }']) {
      expect(await follow(socket, query).next()).toEqual({ ended: hidden })
    }
    const answered = follow(socket, '{ books { title } }')
    expect((await answered.next()).event?.data?.['books']).toHaveLength(3)
    expect(await answered.next()).toEqual({ ended: 'complete' })
    const asked = await graph.ask(unknown)
    expect([asked.status, asked.errors]).toEqual([400, hidden])
    const logged = graph.logged.filter(({ err }) => (err as Error | undefined)?.message === 'out of luck')
    expect(new Set(logged.map(({ msg }) => msg))).toEqual(new Set(['plugin failed', 'traffic observer failed']))
  })

  it('answers with what it has, where a route in plain JavaScript leaves out the headers or gives the same ones each time', async () => {
    const always = { status: 200, headers: Object.freeze({ 'x-route': 'mine' }), body: 'always' }
    const plugin: RouterPlugin = {
      name: 'mine',
      onHttp({ path }) {
        if (path === '/bare') return { status: 200, body: 'bare' } as unknown as HttpAnswer
        return path === '/always' ? always : undefined
      },
    }
    const graph = await startGraph('over HTTP', { plugins: [{ plugin }] })
    onTestFinished(() => graph.stop())
    for (const name of ['bare', 'always', 'always']) {
      const response = await fetch(`${graph.url}/${name}`)
      expect([response.status, await response.text()]).toEqual([200, name])
    }
  })

  it('fails the subscription whose headers it was to give, and no other', async () => {
    const plugin: RouterPlugin = {
      name: 'mine',
      toSubgraph(_, { headers }) {
        // Once for the plan, then when the socket to the subgraph is open.
        if (headers['x-fail'] && (calls += 1) > 1) fail()
      },
    }
    let calls = 0
    const graph = await startGraph('over HTTP', { plugins: [{ plugin }] })
    onTestFinished(() => graph.stop())
    const failing = follow(
      graph.socket(),
      'subscription { renamed(id: 2) { title } }',
      {},
      { headers: { 'x-fail': '1' } },
    )
    const other = follow(graph.socket(), 'subscription { renamed(id: 1) { title } }')
    expect((await other.next()).event?.data).toEqual({ renamed: { title: 'Emma' } })
    await until('it is opened again', () => calls > 2)
    graph.library.rename('1', 'Sanditon')
    expect((await other.next()).event?.data).toEqual({ renamed: { title: 'Sanditon' } })
    failing.leave()
  })
})

/** `npm run router` in a folder; `url` rejects with what the program said when it ends before it listens. */
function startProgram(cwd: string): { url: Promise<string>; stop(): Promise<number | null>; output(): string } {
  const child = spawn(process.execPath, [MAIN], { cwd, env: { ...process.env, ROUTER_CONFIG: '' } })
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const listening = /"url":"(http:[^"]+)\/graphql"/.exec(output)?.[1]
      if (listening) resolve(listening)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(() => reject(new Error(output)))
  })
  return {
    url,
    output: () => output,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}
