import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { planPanel } from '../explorer/plan-panel.ts'
import { GRAPHQL_PATH } from '../http/host.ts'
import type { HttpAnswer, RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'

/** The page brings everything along. This keeps it so: a browser refuses to load or call anything elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  "connect-src 'self' data: blob:",
  'img-src data:',
  'font-src data:',
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** Without it a phone shows the page as a desktop would, in letters that nobody can read. */
const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1" />'

/** GraphiQL has an answer beside its question, on a phone one letter wide: there it stands below. */
const NARROW = `@media (max-width: 640px) {
  #graphiql-session { flex-direction: column; }
  #graphiql-session .graphiql-horizontal-drag-bar, .graphiql-logo { display: none; }
}`

/** `query` is what a new tab begins with, instead of GraphiQL's own words of welcome. */
export type GraphiqlOptions = { title: string; query: string | undefined; queryPlan: boolean }

/**
 * GraphiQL for a browser at the GraphQL address itself, subscriptions over graphql-ws at the same address; who opens the address
 * of the server without a path is led there. With `queryPlan` it shows how the last operation was fetched.
 */
export function useGraphiql(options: GraphiqlOptions): RouterPlugin {
  let page: Promise<{ html: Buffer; zipped: Buffer }> | null = null

  return {
    name: 'graphiql',
    onHttp(exchange) {
      if (exchange.request.method !== 'GET') return undefined
      const accepts = exchange.context.headers['accept'] ?? ''
      if (!accepts.includes('text/html')) return undefined
      if (exchange.path === '/') return toGraphiql()
      if (exchange.path !== GRAPHQL_PATH) return undefined
      // A link that carries a query and asks for JSON too is a client, not a person.
      if (exchange.url.searchParams.has('query') && accepts.includes('application/json')) return undefined
      return answerPage(exchange.context)
    },
  }

  async function answerPage(context: RequestContext): Promise<HttpAnswer> {
    page ??= renderPage(options)
    const { html, zipped } = await page
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-cache',
      vary: 'accept, accept-encoding',
    }
    if (!(context.headers['accept-encoding'] ?? '').includes('gzip')) return { status: 200, headers, body: html }
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: zipped }
  }
}

/** Not for good: which page is there may change, and the address may be another server's tomorrow. */
function toGraphiql(): HttpAnswer {
  return { status: 302, headers: { location: GRAPHQL_PATH, 'cache-control': 'no-store', vary: 'accept' }, body: '' }
}

/** Nine megabytes of JavaScript: loaded and packed at the first use, so that a router nobody browses pays nothing. */
async function renderPage({ title, query, queryPlan }: GraphiqlOptions): Promise<{ html: Buffer; zipped: Buffer }> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const plain = renderGraphiQL({
    title,
    endpoint: GRAPHQL_PATH,
    subscriptionsProtocol: 'WS',
    ...(query === undefined ? {} : { defaultQuery: query }),
  })
  const html = Buffer.from(withOurs(plain, queryPlan))
  return { html, zipped: await promisify(gzip)(html) }
}

/** Before GraphiQL's own script, which may keep the `fetch` that it finds. */
function withOurs(page: string, queryPlan: boolean): string {
  const root = '<div id="root"></div>'
  const head = '<meta charset="utf-8" />'
  if (!page.includes(root) || !page.includes(head))
    throw new Error('The page of GraphiQL has changed: there is no place for what is ours.')
  const panel = queryPlan ? `<style>${planPanel.style}</style><script>${planPanel.script}</script>` : ''
  return page.replace(head, `${head}${VIEWPORT}`).replace(root, () => `${root}<style>${NARROW}</style>${panel}`)
}
