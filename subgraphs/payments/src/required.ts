/** A row that a foreign key promises. */
export function required<Row>(row: Row | null): Row {
  if (row === null) throw new Error('a row is missing that a foreign key refers to')
  return row
}
