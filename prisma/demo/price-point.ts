/**
 * A price, in minor units, that one would see on a label: the base's own ending (.00, .50, .90, .95) is kept below 100
 * euros; above, whole euros that end in 9. A factor of 1 keeps the base as it is.
 */
export function pricePoint(baseAmount: number, factor: number): number {
  if (factor === 1) return baseAmount
  const raw = baseAmount * factor
  if (raw >= 10_000) return Math.round((raw - 900) / 1000) * 1000 + 900
  const ending = baseAmount % 100
  return Math.max(50, Math.round((raw - ending) / 100) * 100 + ending)
}
