/**
 * The columns of a table for a statement that is written by hand, each under its field's name: `known.owner_id AS "ownerId"`. `fields` are
 * Prisma's, whose columns are their names in snake case.
 */
export function columnsOf(alias: string, fields: readonly string[]): string {
  const columnOf = (field: string) => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return fields.map((field) => `${alias}.${columnOf(field)} AS "${field}"`).join(', ')
}
