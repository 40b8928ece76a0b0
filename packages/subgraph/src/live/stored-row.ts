/**
 * A row out of `to_jsonb(row)` as Prisma would give it: names in camel case, columns that end in `_at` as Date. Amounts are
 * numbers and not bigint; the stores' own functions, which make domain objects of rows, take either.
 */
export function storedRow(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([column, value]) => [
      column.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()),
      column.endsWith('_at') && typeof value === 'string' ? new Date(value) : value,
    ]),
  )
}
