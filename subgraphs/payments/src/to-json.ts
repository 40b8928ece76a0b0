/** JSON for a statement's jsonb_to_recordset. Amounts become digits: JSON's numbers end before a bigint does. */
export function toJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
}
