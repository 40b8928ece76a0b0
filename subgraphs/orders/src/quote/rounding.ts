// How amounts are rounded, everywhere: docs/decisions/0016-amounts-that-add-up.md. All arguments are integers, none is
// negative, and `part` is at most `whole` where that is said.

/** `amount × part / whole`, rounded down. */
export function portion(amount: number, part: number, whole: number): number {
  // In BigInt, because the product leaves the range of exact numbers.
  return whole === 0 ? 0 : Number((BigInt(amount) * BigInt(part)) / BigInt(whole))
}

/** `amount × part / whole`, half a unit rounded up. */
export function roundedPortion(amount: number, part: number, whole: number): number {
  if (whole === 0) return 0
  return Number((BigInt(amount) * BigInt(part) * 2n + BigInt(whole)) / (BigInt(whole) * 2n))
}

/**
 * Splits an amount by weights. The shares add up to it exactly (to nothing without weights), and when it is at most the sum
 * of the weights no share is larger than its weight: each is the difference of two rounded running sums.
 */
export function shareOut(amount: number, weights: readonly number[]): number[] {
  const whole = sum(weights)
  let running = 0
  let given = 0
  return weights.map((weight) => {
    running += weight
    const soFar = portion(amount, running, whole)
    const share = soFar - given
    given = soFar
    return share
  })
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
