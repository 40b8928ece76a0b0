import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { buildSchema, getNamedType, isLeafType, OperationTypeNode, parse, validate } from 'graphql'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { readSupergraph } from '../src/compare/supergraph-model.ts'
import { exampleOperation } from '../src/docs/example-operation.ts'
import { schemaDocs } from '../src/docs/schema-docs.ts'

const CHROMIUM = env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const folder = join(import.meta.dirname, '../../../schema')
const schema = buildSchema(readFileSync(join(folder, 'api.graphql'), 'utf8'))
const model = readSupergraph(parse(readFileSync(join(folder, 'supergraph.graphql'), 'utf8')))

describe('the examples', () => {
  it.each(Object.values(OperationTypeNode))('of every %s of the shop are valid, with all that is needed', (kind) => {
    const fields = Object.values(schema.getRootType(kind)?.getFields() ?? {})
    expect(fields.length).toBeGreaterThan(1)
    for (const field of fields) {
      const { operation } = exampleOperation(kind, field)
      expect(validate(schema, parse(operation)).map(({ message }) => `${field.name}: ${message}`)).toEqual([])
      expect(operation.split('\n').length > 3 || isLeafType(getNamedType(field.type))).toBe(true)
    }
  })
})

describe('the page', () => {
  const text = schemaDocs(schema, model, 'The <shop>')

  it('has every type and root field, with owners and deprecations, and loads nothing', () => {
    for (const id of ['Order', 'query.cart', 'mutation.placeOrder', 'subscription.orderUpdated', 'PlaceOrderInput']) {
      expect(text).toContain(`id="${id}"`)
    }
    expect(text).toContain('The &lt;shop&gt;')
    expect(text).not.toMatch(/(src|href)="(?!#)/)
    const deprecated = buildSchema('type Query { old: Int @deprecated(reason: "use `new`") new: Int }')
    const page = schemaDocs(deprecated, { subgraphs: new Map(), types: new Map(), directives: new Map() }, 'x')
    expect(page).toMatch(/deprecated<\/span> use\s+<code>new<\/code>/)
  })

  it('leads from every type that is named to its entry', () => {
    const ids = new Set([...text.matchAll(/id="([^"]+)"/g)].map(([, id]) => id))
    const dead = [...text.matchAll(/href="#([^"]+)"/g)].flatMap(([, id]) => (ids.has(id) ? [] : [id]))
    expect(dead).toEqual([])
  })

  it.skipIf(!existsSync(CHROMIUM))('finds entries by any of their words, on a phone too', async () => {
    const out = mkdtempSync(join(tmpdir(), 'docs-'))
    writeFileSync(join(out, 'schema.html'), text)
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('request', (request) => request.url().startsWith('file:') || problems.push(request.url()))
    await page.goto(`file://${out}/schema.html`)
    await page.keyboard.press('/')
    await page.keyboard.type('placeorder idempotency')
    expect(await page.locator('.entry:visible').count()).toBeLessThan(10)
    expect(await page.locator('[id="mutation.placeOrder"]').isVisible()).toBe(true)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(problems).toEqual([])
    await browser.close()
    rmSync(out, { recursive: true })
  })
})
