/**
 * Tells those who follow an order that something happened to it. One per process: however many subscribers there are, the
 * bus is listened to once.
 */
export type OrderFeed = {
  /** Calls the listener after each event of the order, until the function that it answers is called. */
  follow(orderId: string, listener: () => void): () => void
  /** Something happened to the order. */
  notify(orderId: string): void
  /** How many followers there are, of all orders. */
  followers(): number
}

export function createOrderFeed(): OrderFeed {
  const listeners = new Map<string, Set<() => void>>()
  return {
    follow(orderId, listener) {
      // Wrapped, so that one function that follows twice is told twice and leaves once.
      const own = () => listener()
      const ofOrder = listeners.get(orderId) ?? new Set()
      ofOrder.add(own)
      listeners.set(orderId, ofOrder)
      return () => {
        ofOrder.delete(own)
        if (ofOrder.size === 0 && listeners.get(orderId) === ofOrder) listeners.delete(orderId)
      }
    },
    notify(orderId) {
      for (const listener of listeners.get(orderId) ?? []) listener()
    },
    followers() {
      return [...listeners.values()].reduce((sum, ofOrder) => sum + ofOrder.size, 0)
    },
  }
}
