import { badUserInput } from './errors.ts'
import { isStorable } from './storable-text.ts'

/** One column that a list is ordered by. The last key of a list must be unique and none may be null. */
export type Key<Field extends string = string> = {
  field: Field
  order: 'asc' | 'desc'
  /** How the value is written into a cursor and read back. An `integer` has 32 bits, a `bigint` 64. */
  type: 'string' | 'uuid' | 'number' | 'integer' | 'bigint' | 'date'
}

/** The value of one key in one row. */
export type KeyValue = string | number | bigint | Date

/** Which rows to read: `take` is one more than `size`, so that the next page is known without counting. */
export type Page = {
  size: number
  take: number
  backward: boolean
  after: KeyValue[] | null
  before: KeyValue[] | null
}

/** The order is part of the cursor, so that a cursor of one ordering is refused by another instead of skipping rows. */
function orderingOf(keys: readonly Key[]): string {
  return keys.map((key) => `${key.field} ${key.order}`).join(',')
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DATE = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** The opaque cursor of a row: base64url of its key values. */
export function encodeCursor(row: object, keys: readonly Key[]): string {
  const values = keys.map(({ field }) => {
    const value = (row as Record<string, unknown>)[field]
    if (value instanceof Date) return value.toISOString()
    if (typeof value === 'bigint') return value.toString()
    if (typeof value === 'string' || typeof value === 'number') return value
    throw new TypeError(`the key ${field} of a row has no value`)
  })
  return Buffer.from(JSON.stringify([orderingOf(keys), ...values])).toString('base64url')
}

// A cursor may be forged: what no column of the type can hold must not get as far as PostgreSQL, which fails on it.
function readValue(value: unknown, type: Key['type']): KeyValue | undefined {
  if (type === 'integer') return typeof value === 'number' && (value | 0) === value ? value : undefined
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.length > 1_000) return undefined
  if (type === 'string') return isStorable(value) ? value : undefined
  if (type === 'uuid') return UUID.test(value) ? value : undefined
  if (type === 'bigint') return readBigint(value)
  // As toISOString writes the years 1 to 9999; there are others, which PostgreSQL writes in another way.
  return DATE.test(value) && !Number.isNaN(Date.parse(value)) ? new Date(value) : undefined
}

function readBigint(value: string): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(value)) return undefined
  const number = BigInt(value)
  return BigInt.asIntN(64, number) === number ? number : undefined
}

/** The key values inside a cursor. Throws BAD_USER_INPUT when it is not one that this ordering made. */
export function decodeCursor(cursor: string, keys: readonly Key[], argument: string): KeyValue[] {
  const refuse = () => badUserInput(`The cursor in "${argument}" is not one of this list.`, [argument])
  if (cursor.length > 4_000) throw refuse()
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw refuse()
  }
  if (!Array.isArray(parsed) || parsed[0] !== orderingOf(keys)) throw refuse()
  const values = keys.map((key, index) => readValue(parsed[index + 1], key.type))
  if (!values.every((value) => value !== undefined)) throw refuse()
  return values
}

/** Rows strictly beyond the values, as Prisma `OR`: (a, b) > (x, y) is a > x or (a = x and b > y). */
function beyond(keys: readonly Key[], values: readonly KeyValue[], following: boolean): object {
  return {
    OR: keys.map((key, index) => ({
      ...Object.fromEntries(keys.slice(0, index).map((earlier, at) => [earlier.field, values[at]])),
      [key.field]: { [(key.order === 'asc') === following ? 'gt' : 'lt']: values[index] },
    })),
  }
}

/** The Prisma `where` of a page: the list's own `where` and the bounds that the cursors set. */
export function keysetWhere<Where extends object>(page: Page, keys: readonly Key[], where: Where): Where {
  const bounds: object[] = []
  if (page.after) bounds.push(beyond(keys, page.after, true))
  if (page.before) bounds.push(beyond(keys, page.before, false))
  return { AND: [where, ...bounds] } as unknown as Where
}

/** The Prisma `orderBy` of a page. A backward page is read in reverse; `connectionFromRows` turns it round again. */
export function keysetOrderBy<Field extends string>(
  page: Page,
  keys: readonly Key<Field>[],
): Partial<Record<Field, 'asc' | 'desc'>>[] {
  const reverse = { asc: 'desc', desc: 'asc' } as const
  return keys.map(({ field, order }) => {
    const one: Partial<Record<Field, 'asc' | 'desc'>> = {}
    one[field] = page.backward ? reverse[order] : order
    return one
  })
}
