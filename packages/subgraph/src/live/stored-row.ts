/**
 * A row out of `to_jsonb(row)` as Prisma would give it: names in camel case, columns that end in `_at` as Date. Amounts are
 * numbers and not bigint; the stores' own functions, which make domain objects of rows, take either.
 */
export function storedRow(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([column, value]) => [
      fieldOf(column),
      typeof value === 'string' && column.endsWith('_at') ? new Date(value) : value,
    ]),
  )
}

/** There are as many as tables have columns. */
const fields = new Map<string, string>()

function fieldOf(column: string): string {
  const known = fields.get(column)
  if (known !== undefined) return known
  const field = column.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())
  fields.set(column, field)
  return field
}
