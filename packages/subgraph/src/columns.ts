/**
 * The columns of a table for a statement that is written by hand, each under its field's name: `known.owner_id AS "ownerId"`. `fields` are
 * Prisma's, whose columns are their names in snake case.
 */
export function columnsOf(alias: string, fields: readonly string[]): string {
  return fields.map((field) => `${alias}.${columnOf(field)} AS "${field}"`).join(', ')
}

/** The same columns by their own names alone: `owner_id, owner_kind`. */
export function columnNamesOf(fields: readonly string[]): string {
  return fields.map(columnOf).join(', ')
}

/** The same columns as an UPDATE sets them to those of another row: `owner_id = change.owner_id`. */
export function assignmentsOf(row: string, fields: readonly string[]): string {
  return fields.map((field) => `${columnOf(field)} = ${row}.${columnOf(field)}`).join(', ')
}

/** An object of Prisma's fields as JSON by columns, for jsonb_populate_recordset. What is undefined is left out. */
export function toColumns(row: Readonly<Record<string, unknown>>): string {
  const byColumns: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(row)) byColumns[columnOf(field)] = value
  return JSON.stringify(byColumns)
}

/** There are as many as tables have columns. */
const columns = new Map<string, string>()

function columnOf(field: string): string {
  const known = columns.get(field)
  if (known !== undefined) return known
  const column = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  columns.set(field, column)
  return column
}
