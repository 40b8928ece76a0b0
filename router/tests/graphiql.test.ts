import { existsSync } from 'node:fs'
import { env } from 'node:process'
import { gunzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const CHROMIUM = env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let graph: Graph
beforeAll(async () => {
  graph = await startGraph('over HTTP')
})
afterAll(() => graph.stop())

describe('GraphiQL', () => {
  it('is for browsers only, and only when it is wanted', async () => {
    const page = await fetch(`${graph.url}/graphql`, {
      headers: { accept: 'text/html,*/*', 'accept-encoding': 'gzip' },
    })
    expect(page.headers.get('content-type')).toContain('text/html')
    const client = await fetch(`${graph.url}/graphql`, { headers: { accept: 'application/json' } })
    expect(client.status).toBe(400)

    const without = await startGraph('in one process', { settings: { graphiql: false } })
    const refused = await fetch(`${without.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(refused.headers.get('content-type')).not.toContain('html')
    const nowhere = await fetch(without.url, { headers: { accept: 'text/html' } })
    expect(nowhere.status).toBe(404)
    await without.stop()
  })

  it('is where a browser ends that opens the address of the server without a path', async () => {
    const opened = await fetch(graph.url, { headers: { accept: 'text/html,*/*' } })
    expect(opened.url).toBe(`${graph.url}/graphql`)
    expect(opened.headers.get('content-type')).toContain('text/html')
    const client = await fetch(graph.url, { headers: { accept: 'application/json' } })
    expect(client.status).toBe(404)
  })

  it('is as wide as the phone that shows it, and begins with the query of the settings', async () => {
    const query = '{ book(id: 1) { title } }'
    const configured = await startGraph('in one process', { settings: { graphiqlQuery: query } })
    const page = await fetch(`${configured.url}/graphql`, { headers: { accept: 'text/html' } })
    const html = await page.text()
    await configured.stop()
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1" />')
    expect(html).toContain('"defaultQuery":"{ book(id: 1) { title } }"')
  })

  it('names no address outside that it would load anything from', async () => {
    const page = await fetch(`${graph.url}/graphql`, { headers: { accept: 'text/html' } })
    const html = await page.text()
    const markup = html.replaceAll(/<script>[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '')
    expect(markup).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(html).not.toMatch(/@import url\(|url\(["']?(https?:)?\/\//)
    expect(gunzipSync(await raw(`${graph.url}/graphql`)).toString()).toBe(html)
  })
})

/** What went over the wire, still packed. */
async function raw(url: string): Promise<Buffer> {
  const { request } = await import('undici')
  const { body } = await request(url, { headers: { accept: 'text/html', 'accept-encoding': 'gzip' } })
  return Buffer.from(await body.arrayBuffer())
}

const reason = existsSync(CHROMIUM) ? '' : ` (SKIPPED: there is no Chromium at ${CHROMIUM}; set CHROMIUM_PATH)`

describe.skipIf(reason)(`GraphiQL in a browser${reason}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  })
  afterAll(() => browser.close())

  it('runs queries and follows subscriptions, with a token, and asks nobody else', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
    const elsewhere: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      const isOurs = request.url().startsWith(graph.url) || /^(data|blob):/.test(request.url())
      if (!isOurs) elsewhere.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    const open = (query: string): Promise<unknown> =>
      page.goto(`${graph.url}/graphql?query=${encodeURIComponent(query)}`)
    const answer = page.locator('.graphiql-response, .result-window').first()
    const run = page.getByRole('button', { name: /execute query/i })

    await open('{ book(id: 1) { title rating } }')
    await run.click()
    await expect.poll(() => answer.textContent()).toContain('Emma')

    await open('subscription { bookChanged(id: 2) { title rating } }')
    await page.getByRole('button', { name: 'Headers' }).click()
    await page.locator('.graphiql-editor-tool .monaco-editor:visible').first().click()
    await page.keyboard.insertText('{ "Authorization": "Bearer from-graphiql" }')
    await run.click()
    await expect.poll(() => answer.textContent()).toContain('Ulysses')
    expect(graph.library.subscriptions.lastToken).toBe('Bearer from-graphiql')
    await graph.ask('mutation { renameBook(id: 2, title: "Dubliners") { id } }')
    await expect.poll(() => answer.textContent()).toContain('Dubliners')
    if (env['SCREENSHOT']) await page.screenshot({ path: env['SCREENSHOT'] })

    await page.setViewportSize({ width: 375, height: 720 })
    await expect.poll(async () => (await answer.boundingBox())?.width).toBeGreaterThan(250)

    expect(elsewhere).toEqual([])
    expect(complaints).toEqual([])
  })
})
