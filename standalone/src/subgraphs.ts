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
import type { SubgraphDependencies } from '@shop/subgraph/dependencies'
import type { Subgraph } from '@shop/subgraph/subgraph'

type Environment = Record<string, string | undefined>
type Start = (environment: Environment, dependencies: SubgraphDependencies) => Promise<Subgraph>

/** The five subgraphs, in the order in which they start. */
export const subgraphs: Record<string, Start> = {
  users: (environment, dependencies) => createUsers(readUsersConfig(environment), dependencies),
  products: (environment, dependencies) => createProducts(readProductsConfig(environment), dependencies),
  inventory: (environment, dependencies) => createInventory(readInventoryConfig(environment), dependencies),
  payments: (environment, dependencies) => createPayments(readPaymentsConfig(environment), dependencies),
  orders: (environment, dependencies) => createOrders(readOrdersConfig(environment), dependencies),
}
