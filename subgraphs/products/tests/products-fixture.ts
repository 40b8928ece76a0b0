import { createInProcessBus } from '@shop/events/in-process-bus'
import type { EventContract } from '@shop/schema/events/define-event'
import { systemClock } from '@shop/subgraph/clock'
import { toGlobalId } from '@shop/subgraph/global-id'
import { createLog } from '@shop/subgraph/log'
import type { Role } from '@shop/subgraph/viewer'
import { createTestDatabase, openTestPool } from '@shop/testkit/database'
import { listenTo, publishEvent } from '@shop/testkit/events'
import { createTestTokens } from '@shop/testkit/tokens'
import { randomUUID } from 'node:crypto'
import { readConfig } from '../src/config.ts'
import { createSubgraph } from '../src/subgraph.ts'

/** Who asks; null is a visitor without a token. */
export type Asker = { id?: string; roles: Role[] } | null

export const STAFF: Asker = { roles: ['STAFF'] }
export const CUSTOMER: Asker = { roles: ['CUSTOMER'] }

export type ProductRow = {
  title?: string
  slug?: string
  description?: string
  categoryId: string
  createdAt?: string
  /** Prices of listed variants, in cents; `delistedPrices` those of delisted ones. */
  prices?: number[]
  delistedPrices?: number[]
  ratings?: number[]
}

export type ProductsFixture = Awaited<ReturnType<typeof startProducts>>

/** Products on a database of its own, with a bus on which the test plays the other subgraphs. */
export async function startProducts() {
  const log = createLog({ name: 'test', level: 'error' })
  const { url, drop } = await createTestDatabase('products')
  const pool = openTestPool(url)
  const bus = createInProcessBus({ log })
  const tokens = await createTestTokens(log)
  const dependencies = { databaseUrl: url, bus, verifyToken: tokens.verifyToken, log, clock: systemClock }
  const subgraph = await createSubgraph(readConfig({}), dependencies)
  const told = await listenTo(bus, 'products')

  async function insert(table: string, row: Record<string, unknown>): Promise<string> {
    const id = randomUUID()
    const record = JSON.stringify({ id, ...row })
    const columns = ['id', ...Object.keys(row)].join(', ')
    const sql = `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`
    await pool.query(sql, [`[${record}]`])
    return id
  }

  async function addVariants(productId: string, slug: string, listedPrices: number[], delistedPrices: number[]) {
    for (const [position, price] of [...listedPrices, ...delistedPrices].entries()) {
      await insert('product_variants', {
        product_id: productId,
        position,
        sku: `${slug}-${position}`,
        title: `Size ${position}`,
        options: [{ name: 'Size', value: String(position) }],
        price,
        currency_code: 'EUR',
        weight_grams: 100,
        listed: position < listedPrices.length,
        picture_kind: 'mug',
        picture_colour: '2f5240',
        version: 1,
        created_at: '2026-01-01T00:00:00Z',
        updated_at: '2026-01-01T00:00:00Z',
      })
    }
  }

  return {
    pool,
    told: told.events,
    url,
    dependencies,
    subgraph,
    async execute(query: string, variables: Record<string, unknown> = {}, asker: Asker = null) {
      const authorization = asker ? await tokens.authorization({ id: randomUUID(), ...asker }) : undefined
      // As it would arrive over HTTP: without prototypes, dates as text.
      return JSON.parse(JSON.stringify(await subgraph.execute({ query, variables, headers: { authorization } })))
    },
    publish<Data>(contract: EventContract<string, Data>, subject: string, data: Data): Promise<void> {
      return publishEvent(bus, contract, subject, data)
    },
    /** The event of this type that products told of a subject last, at least the `count`-th. */
    expectTold: told.expect,
    async addCategory(title: string, parentPath: string[] = [], position = 0): Promise<string> {
      const id = randomUUID()
      const slug = `${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${id.slice(0, 8)}`
      await pool.query('INSERT INTO categories VALUES ($1, $2, $3, $4, $5, $6)', [
        id,
        slug,
        title,
        parentPath.at(-1) ?? null,
        [...parentPath, id],
        position,
      ])
      return id
    },
    async addProduct(product: ProductRow): Promise<string> {
      const { title = 'Plain mug', slug = randomUUID(), prices = [1_000], delistedPrices = [], ratings = [] } = product
      const counted = prices.length > 0 ? prices : delistedPrices
      const id = await insert('products', {
        slug,
        title,
        description: product.description ?? 'Holds tea.',
        category_id: product.categoryId,
        picture_kind: 'mug',
        picture_colour: '2f5240',
        listed: prices.length > 0,
        currency_code: 'EUR',
        lowest_price: Math.min(...counted),
        highest_price: Math.max(...counted),
        rating_count: ratings.length,
        rating_sum: ratings.reduce((sum, rating) => sum + rating, 0),
        created_at: product.createdAt ?? '2026-01-01T00:00:00Z',
        updated_at: '2026-01-01T00:00:00Z',
      })
      await addVariants(id, slug, prices, delistedPrices)
      for (const [place, rating] of ratings.entries()) {
        await insert('reviews', {
          product_id: id,
          author_id: randomUUID(),
          rating,
          title: `Review ${place}`,
          body: 'Fine.',
          published_at: `2026-02-01T00:00:${String(place).padStart(2, '0')}Z`,
        })
      }
      return id
    },
    /** Global ids of a product's variants, in order. */
    async variantIds(productId: string): Promise<string[]> {
      const sql = 'SELECT id FROM product_variants WHERE product_id = $1 ORDER BY position'
      return (await pool.query(sql, [productId])).rows.map(({ id }) => toGlobalId('ProductVariant', id))
    },
    async stop() {
      await told.stop()
      await subgraph.stop()
      await bus.stop()
      await pool.end()
      await drop()
    },
  }
}
