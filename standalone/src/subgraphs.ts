import { createSubgraph as createInventory } from '@shop/inventory-subgraph/subgraph'
import { readConfig as readInventoryConfig } from '@shop/inventory-subgraph/config'
import { createSubgraph as createOrders } from '@shop/orders-subgraph/subgraph'
import { readConfig as readOrdersConfig } from '@shop/orders-subgraph/config'
import { createSubgraph as createPayments } from '@shop/payments-subgraph/subgraph'
import { readConfig as readPaymentsConfig } from '@shop/payments-subgraph/config'
import { createSubgraph as createProducts } from '@shop/products-subgraph/subgraph'
import { readConfig as readProductsConfig } from '@shop/products-subgraph/config'
import { createSubgraph as createUsers } from '@shop/users-subgraph/subgraph'
import { readConfig as readUsersConfig } from '@shop/users-subgraph/config'
import { readAllSettings, type Environment } from '@shop/subgraph/settings'
import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import type { Subgraph } from '@shop/subgraph/subgraph'

type Start = (dependencies: SubgraphDependencies) => Promise<Subgraph>

/**
 * How the five subgraphs are started, in this order, with the settings of the environment. Throws ONE SettingsError with all that
 * is wrong with them.
 */
export function readSubgraphs(environment: Environment): Record<string, Start> {
  const { users, products, inventory, payments, orders } = readAllSettings({
    users: () => readUsersConfig(environment),
    products: () => readProductsConfig(environment),
    inventory: () => readInventoryConfig(environment),
    payments: () => readPaymentsConfig(environment),
    orders: () => readOrdersConfig(environment),
  })
  return {
    users: (dependencies) => createUsers(users, dependencies),
    products: (dependencies) => createProducts(products, dependencies),
    inventory: (dependencies) => createInventory(inventory, dependencies),
    payments: (dependencies) => createPayments(payments, dependencies),
    orders: (dependencies) => createOrders(orders, dependencies),
  }
}
