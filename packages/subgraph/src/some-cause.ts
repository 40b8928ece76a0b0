/** What pg, Prisma and Node say of an error beside its text. */
type Said = Record<'code' | 'originalCode' | 'message', unknown>

/** Deeper than anybody wraps. */
const MOST_CAUSES = 5

/** Whether an error, or one that led to it, is such a one. Prisma and pg wrap what the server or the socket said, each in its way. */
export function someCause(error: unknown, isSuch: (error: Said) => boolean, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > MOST_CAUSES) return false
  if (isSuch(error as Said)) return true
  const { meta, cause, driverAdapterError } = error as Record<string, unknown>
  return [meta, cause, driverAdapterError].some((inner) => someCause(inner, isSuch, depth + 1))
}

/** Whether PostgreSQL's code (SQLSTATE), or Prisma's own, is one of these. */
export function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return someCause(error, ({ code, originalCode }) => codes.has(String(code)) || codes.has(String(originalCode)))
}
