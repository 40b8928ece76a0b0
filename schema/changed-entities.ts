import { ReviewPublished, VariantChanged } from './events/products.ts'
import { AvailabilityChanged } from './events/inventory.ts'

/** An entity of the API whose fields in the subgraph `producer` an event changes. `id` is its UUID. */
export type ChangedEntity = { producer: string; typename: string; id: string }

type Told = { producer: string; type: string; data: unknown }

const product = (id: string): ChangedEntity => ({ producer: 'products', typename: 'Product', id })

/** Fields that are counted from others are named too: a product's price range changes with a variant's price. */
const changes: Record<string, (data: unknown) => ChangedEntity[]> = {
  [VariantChanged.type](data) {
    const { variantId, productId } = VariantChanged.parse(data)
    return [{ producer: 'products', typename: 'ProductVariant', id: variantId }, product(productId)]
  },
  [ReviewPublished.type](data) {
    const { reviewId, productId } = ReviewPublished.parse(data)
    return [{ producer: 'products', typename: 'Review', id: reviewId }, product(productId)]
  },
  [AvailabilityChanged.type](data) {
    const { variantId } = AvailabilityChanged.parse(data)
    return [{ producer: 'inventory', typename: 'ProductVariant', id: variantId }]
  },
}

/** Subgraphs whose events change something that is cached. */
export const CACHED_PRODUCERS: readonly string[] = ['products', 'inventory']

/**
 * What an event changes of all that carries @cacheControl; nothing for all other events. Whoever puts @cacheControl on a field
 * adds here the events that change it.
 */
export function changedEntities({ type, data }: Told): ChangedEntity[] {
  return changes[type]?.(data) ?? []
}
