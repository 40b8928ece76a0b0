import { products } from '../demo/catalogue.ts'
import { demoId } from '../demo/random.ts'
import { demoLocations, stockOf } from '../demo/stock.ts'
import { seedDatabase } from '../seed-database.ts'
import type { SeedOptions } from '../seed-database.ts'

/** Fills inventory: three locations, every variant with its stock, and the movement that brought it in. */
export async function seed(databaseUrl: string, { scale, log }: SeedOptions): Promise<void> {
  const filled = await seedDatabase(databaseUrl, 'locations', async ({ insert }) => {
    for (const location of demoLocations) {
      const { id, name, city, countryCode, priority } = location
      await insert('locations', { id, name, city, country_code: countryCode, priority })
    }
    for (const product of products(scale)) {
      for (const variant of product.variants) {
        await insert('variants', { id: variant.id, sku: variant.sku, version: 1 })
        for (const level of stockOf(variant)) {
          await insert('stock_levels', {
            id: level.id,
            variant_id: level.variantId,
            location_id: level.locationId,
            on_hand: level.onHand,
            reserved: 0,
            low_stock_threshold: level.lowStockThreshold,
            updated_at: product.createdAt,
          })
          if (level.onHand === 0) continue
          await insert('stock_movements', {
            stock_level_id: level.id,
            kind: 'ADJUSTMENT',
            on_hand_delta: level.onHand,
            reserved_delta: 0,
            reason: 'RECEIVED',
            actor_id: demoId('user', 1),
            created_at: product.createdAt,
          })
        }
      }
    }
  })
  if (filled) log('inventory: three locations and their stock')
}
