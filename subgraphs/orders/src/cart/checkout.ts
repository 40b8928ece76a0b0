/** A cart's checkout: its units are held until `expiresAt`, null before the first one. `revision` counts what was told of it. */
export type Checkout = { revision: number; expiresAt: Date | null }

/** Whether units are held for the cart at this moment, as far as orders knows. */
export function isOpen({ expiresAt }: Checkout, now: Date): boolean {
  return expiresAt !== null && expiresAt > now
}

/** Until when a checkout that begins now is open. One that is open keeps its time: nobody holds stock for ever by starting again. */
export function checkoutEnd(checkout: Checkout, now: Date, holdMs: number): Date {
  return checkout.expiresAt !== null && isOpen(checkout, now) ? checkout.expiresAt : new Date(now.getTime() + holdMs)
}
