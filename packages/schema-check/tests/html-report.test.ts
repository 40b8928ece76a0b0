import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { parse } from 'graphql'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { readSupergraph } from '../src/compare/supergraph-model.ts'
import { formatHtml } from '../src/formats/html/html-report.ts'
import { mapSupergraph } from '../src/formats/html/owners.ts'
import { finding, outcome } from './fixture/outcome.ts'

const CHROMIUM = env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const PLAIN = { color: false, verbose: false }
const supergraph = readFileSync(join(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8')

describe('the map of a supergraph', () => {
  const { types, links, subgraphs } = mapSupergraph(readSupergraph(parse(supergraph)))

  it('says who owns a type, who adds to it, and who answers each field', () => {
    expect(subgraphs).toEqual(['inventory', 'orders', 'payments', 'products', 'users'])
    const user = types.find(({ name }) => name === 'User')
    expect(user).toMatchObject({ owner: 'users', isEntity: true })
    expect(user?.fields.find(({ name }) => name === 'orders')?.owners).toEqual(['orders'])
    expect(user?.fields.find(({ name }) => name === 'email')?.owners).toEqual(['users'])
  })

  it('ties subgraphs by the entities of one that another adds to', () => {
    expect(links.find(({ from, to }) => from === 'payments' && to === 'orders')?.entities).toContain('Order')
    expect(links.every(({ from, to }) => from !== to)).toBe(true)
  })
})

describe('the HTML report', () => {
  it('loads nothing, and shows as text whatever it is given', () => {
    const evil = '</script><img src=x onerror=alert(1)>'
    const text = formatHtml(outcome({ findings: [finding({ message: evil, coordinate: evil })], notes: [evil] }), PLAIN)
    expect(text).not.toContain('<img')
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(text).not.toMatch(/(src|href)="(?!#)/)
    expect(text).toContain("default-src 'none'")
  })

  it('is there when the subgraphs do not compose', () => {
    const problem = { code: 'FIELD_TYPE_MISMATCH', message: 'Two types', contract: null, places: [], hint: 'Agree.' }
    const text = formatHtml(outcome({ findings: [], compositionErrors: [problem] }), PLAIN)
    expect(text).toContain('FIELD_TYPE_MISMATCH')
    expect(text).toContain('Agree.')
  })

  it.skipIf(!existsSync(CHROMIUM))('finds one among many, in a browser that it asks for nothing', async () => {
    const severities = ['breaking', 'dangerous', 'safe'] as const
    const many = Array.from({ length: 300 }, (_, index) =>
      finding({
        id: `F:${index}`,
        coordinate: `Type${index}.field`,
        severity: severities[index % 3] ?? 'safe',
        verdict: index % 3 === 0 ? 'fails' : 'passes',
      }),
    )
    const folder = mkdtempSync(join(tmpdir(), 'report-'))
    const file = join(folder, 'report.html')
    writeFileSync(file, formatHtml(outcome({ findings: many }, supergraph), PLAIN))
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    page.on('request', (request) => request.url().startsWith('file:') || problems.push(request.url()))
    await page.goto(`file://${file}`)
    const shown = (): Promise<number> => page.locator('[data-severity]:visible').count()
    // Safe changes are many, and something fails: they are shown when asked for.
    expect(await shown()).toBe(200)
    await page.locator('input[value=safe]').press('Space')
    expect(await shown()).toBe(300)
    await page.locator('#search').fill('F:17')
    expect(await shown()).toBe(11)
    expect(await page.locator('#count').textContent()).toBe('11 of 300 shown')
    await page.locator('#type-search').fill('shipment')
    expect(await page.locator('.type:visible').count()).toBeGreaterThan(3)
    await page.locator('.map .node[data-name=payments]').click()
    expect(await page.locator('.ties tbody tr:visible').allTextContents()).toEqual([
      expect.stringContaining('payments'),
    ])
    // The same by keyboard: subgraphs in their order, Enter chooses, Escape lets go; types open and close.
    await page.locator('.map .node').first().focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator('.map .node[aria-pressed=true]').getAttribute('data-name')).toBe('orders')
    const ties = page.locator('.ties tbody tr:visible')
    expect(await ties.count()).toBeLessThan(await page.locator('.ties tbody tr').count())
    await page.keyboard.press('Escape')
    expect(await ties.count()).toBe(await page.locator('.ties tbody tr').count())
    await page.locator('#type-search').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator('details.type[open]').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await page.locator('details.type[open]').count()).toBe(0)
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(problems).toEqual([])
    await browser.close()
    rmSync(folder, { recursive: true })
  })
})
