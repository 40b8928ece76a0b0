import { seed as seedInventory } from './inventory/seed.ts'
import { seed as seedOrders } from './orders/seed.ts'
import { seed as seedPayments } from './payments/seed.ts'
import { seed as seedProducts } from './products/seed.ts'
import { seed as seedUsers } from './users/seed.ts'
import type { SeedOptions } from './seed-database.ts'
import type { SubgraphName } from './databases.ts'

const seeds: Record<SubgraphName, (databaseUrl: string, options: SeedOptions) => Promise<void>> = {
  users: seedUsers,
  products: seedProducts,
  orders: seedOrders,
  inventory: seedInventory,
  payments: seedPayments,
}

/** Fills all five databases with the demo data, each only when it is empty. The data of all five fits together. */
export async function seedAll(databaseUrl: (name: SubgraphName) => string, options: SeedOptions): Promise<void> {
  await Promise.all(Object.entries(seeds).map(([name, seed]) => seed(databaseUrl(name as SubgraphName), options)))
}
