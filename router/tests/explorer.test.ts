import { existsSync } from 'node:fs'
import { env } from 'node:process'
import { chromium } from 'playwright-core'
import type { Locator } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import type { ShownPlan } from '../src/plugins/use-query-plan.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const CHROMIUM = env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
const QUERY = '{ books { title rating author { name } } }'
const WANTED = { 'x-query-plan': '1' }

let graph: Graph
afterEach(() => graph.stop())

async function planOf(query: string, headers: Record<string, string> = WANTED): Promise<ShownPlan | undefined> {
  const { text } = await graph.ask(query, { headers })
  return (JSON.parse(text) as { extensions?: { queryPlan?: ShownPlan } }).extensions?.queryPlan
}

describe('the query plan of an operation', () => {
  it('is in its answer, with the times of its fetches, for those who ask where it is allowed', async () => {
    graph = await startGraph('over HTTP', { settings: { exposeQueryPlan: true } })
    const plan = await planOf(QUERY)
    expect(plan?.planMs).toBeGreaterThan(0)
    expect(plan?.steps.map(({ subgraph, kind, after, paths }) => ({ subgraph, kind, after, paths }))).toEqual([
      { subgraph: 'books', kind: 'root', after: [], paths: [''] },
      expect.objectContaining({ kind: 'entities', after: [0] }),
      expect.objectContaining({ kind: 'entities', after: [0] }),
    ])
    const [books, ...others] = plan?.steps ?? []
    expect(books?.query).toContain('books')
    expect(others.map(({ subgraph }) => subgraph).toSorted()).toEqual(['authors', 'reviews'])
    for (const { fetches } of others) {
      expect(fetches).toHaveLength(1)
      expect(fetches[0]?.entities).toBeGreaterThan(0)
      expect(fetches[0]?.startedMs).toBeGreaterThanOrEqual(books?.fetches[0]?.endedMs ?? Infinity)
      expect(fetches[0]?.endedMs).toBeLessThanOrEqual(plan?.totalMs ?? 0)
    }
    expect((await planOf(QUERY))?.planMs).toBeNull()
    expect(await planOf(QUERY, {})).toBeUndefined()
  })

  it('tells what failed', async () => {
    graph = await startGraph('over HTTP', { settings: { exposeQueryPlan: true, subgraphRetries: 0 } })
    await graph.served['reviews']?.stop()
    const failed = (await planOf(QUERY))?.steps.find(({ subgraph }) => subgraph === 'reviews')
    expect(failed?.fetches[0]?.errors).toEqual([expect.stringContaining('ECONNREFUSED')])
  })

  it('is nobody’s unless the operator says so', async () => {
    graph = await startGraph('in one process')
    expect(await planOf(QUERY)).toBeUndefined()
    const page = await fetch(`${graph.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(await page.text()).not.toContain('Query plan')
  })
})

const reason = existsSync(CHROMIUM) ? '' : ` (SKIPPED: there is no Chromium at ${CHROMIUM}; set CHROMIUM_PATH)`

describe.skipIf(reason)(`the explorer in a browser${reason}`, () => {
  it('shows the plan below the answer, without covering it, in the colours of the page', async () => {
    graph = await startGraph('over HTTP', { settings: { exposeQueryPlan: true } })
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${graph.url}/graphql?query=${encodeURIComponent(QUERY)}`)
    const panel = page.locator('#plan')
    expect(await panel.isVisible()).toBe(false)
    await page.getByRole('button', { name: /execute query/i }).click()
    await expect.poll(() => panel.isVisible()).toBe(true)
    const text = await panel.innerText()
    for (const part of [
      'books',
      'reviews',
      'authors',
      'root fields',
      'entities at books.@.author',
      'planned in',
      'ms in all',
    ]) {
      expect(text).toContain(part)
    }
    expect(text).toMatch(/reviews[\s\S]*\d+(\.\d)? – \d+(\.\d)? ms/)
    const answer = page.locator('.result-window')
    await expect.poll(() => answer.textContent()).toContain('Emma')
    expect(await answer.textContent()).not.toContain('queryPlan')
    const end = async (element: Locator) => {
      const box = await element.boundingBox()
      return box ? box.y + box.height : Number.NaN
    }
    expect((await panel.boundingBox())?.y).toBeGreaterThanOrEqual(await end(answer))
    expect(await end(panel)).toBeLessThanOrEqual(720)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await panel.evaluate('element => getComputedStyle(element).backgroundColor')).not.toBe('rgb(255, 255, 255)')
    await panel.locator('li summary').first().click()
    await expect.poll(() => panel.locator('pre').first().isVisible()).toBe(true)

    const head = panel.locator('summary').first()
    await head.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => panel.locator('li').first().isVisible()).toBe(false)
    await page.keyboard.press('Enter')
    await expect.poll(() => panel.locator('li').first().isVisible()).toBe(true)

    await page.setViewportSize({ width: 375, height: 720 })
    await expect.poll(async () => (await panel.boundingBox())?.width).toBeGreaterThan(250)
    if (env['SCREENSHOT']) await page.screenshot({ path: env['SCREENSHOT'] })
    expect(complaints).toEqual([])
    const ask = (query: string) => `fetch('/graphql', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: '${query}' })
    }).then(answer => answer.status)`
    expect(await page.evaluate(ask('{ unheard }'))).toBe(400)
    expect(await panel.isVisible()).toBe(false)
    expect(await page.evaluate(ask('{ books { title } }'))).toBe(200)
    expect(await panel.isVisible()).toBe(true)
    await browser.close()
  })
})
