/** Where a reservation stands, as the SDL's ReservationStatus. */
export type ReservationStatus = 'RESERVED' | 'REJECTED' | 'COMMITTED' | 'RELEASED'

/** What the order's confirmation does to a reservation: RESERVED is committed; nothing else can be, or needs to be. */
export function canCommit(status: ReservationStatus): boolean {
  return status === 'RESERVED'
}

/**
 * What the order's cancellation does to a reservation: units that are set aside become available again, units that were
 * sold come back; REJECTED and RELEASED hold nothing.
 */
export function releaseKind(status: ReservationStatus): 'RELEASE' | 'RETURN' | null {
  if (status === 'RESERVED') return 'RELEASE'
  return status === 'COMMITTED' ? 'RETURN' : null
}
