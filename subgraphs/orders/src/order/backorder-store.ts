import type { Transaction } from '../database.ts'

/** Remembers units of a locked order that were promised and leave from a location now, on top of those that did before. */
export async function addAllocations(
  tx: Transaction,
  orderId: string,
  allocations: readonly { variantId: string; locationId: string; quantity: number }[],
): Promise<void> {
  for (const { variantId, locationId, quantity } of allocations) {
    await tx.orderAllocation.upsert({
      where: { orderId_variantId_locationId: { orderId, variantId, locationId } },
      create: { orderId, variantId, locationId, quantity },
      update: { quantity: { increment: quantity } },
    })
  }
}
