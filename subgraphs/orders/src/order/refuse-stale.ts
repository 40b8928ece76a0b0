import { refusal } from '../errors.ts'
import type { Order } from './order.ts'

/** Throws a Refusal when somebody else changed the locked order since the client has seen it. */
export function refuseStale(order: Pick<Order, 'version'>, expectedVersion: number | null | undefined): void {
  if (expectedVersion != null && expectedVersion !== order.version) {
    throw refusal('VERSION_CONFLICT', ['input', 'expectedVersion'])
  }
}
