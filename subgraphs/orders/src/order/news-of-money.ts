// What payments says of an order's money is heard in any order, so each word is compared with when the last one was said.

/** Whether what is wrong is newer than what is known. Said in the same millisecond it counts: better to look once too often. */
export function isWrongSince(known: Date | null, at: Date): boolean {
  return known === null || at >= known
}

/** Whether what was wrong is right since after what is known. */
export function isRightSince(known: Date | null, at: Date): boolean {
  return known === null || at > known
}
