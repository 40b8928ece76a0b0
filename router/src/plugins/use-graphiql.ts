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

/** GraphiQL has an answer beside its question, on a phone one letter wide: there it stands below. */
const NARROW = `@media (max-width: 640px) {
  #graphiql-session { flex-direction: column; }
  #graphiql-session .graphiql-horizontal-drag-bar { display: none; }
}`

/**
 * GraphiQL for a browser at the GraphQL address itself, subscriptions over graphql-ws at the same address; who opens the address
 * of the server without a path is led there. With `queryPlan` it shows how the last operation was fetched.
 */
export function useGraphiql({ title, queryPlan }: { title: string; queryPlan: boolean }): RouterPlugin {
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
    page ??= renderPage(title, queryPlan)
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
async function renderPage(title: string, queryPlan: boolean): Promise<{ html: Buffer; zipped: Buffer }> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const plain = renderGraphiQL({ title, endpoint: GRAPHQL_PATH, subscriptionsProtocol: 'WS' })
  const html = Buffer.from(withOurs(plain, queryPlan))
  return { html, zipped: await promisify(gzip)(html) }
}

/** Before GraphiQL's own script, which may keep the `fetch` that it finds. */
function withOurs(page: string, queryPlan: boolean): string {
  const root = '<div id="root"></div>'
  if (!page.includes(root)) throw new Error('The page of GraphiQL has changed: there is no place for what is ours.')
  const panel = queryPlan ? `<style>${planPanel.style}</style><script>${planPanel.script}</script>` : ''
  return page.replace(root, () => `${root}<style>${NARROW}</style>${panel}`)
}
