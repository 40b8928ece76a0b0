import type { Key, KeyValue, Page } from '@shop/subgraph/keyset'
import { Prisma } from '../generated/prisma/client.ts'

/** A key of a list with the column, and its type in SQL, that it is read from. All keys of a list have the same order. */
export type ColumnKey<Field extends string = string> = Key<Field> & { column: string; sqlType: string }

/** The rows that the cursors of a page leave, as a condition. Rows are compared as a whole, which one index serves. */
export function boundsOf(page: Page, keys: readonly ColumnKey[]): Prisma.Sql {
  const ascending = keys[0]?.order === 'asc'
  const beyond = (values: readonly KeyValue[], greater: boolean) =>
    Prisma.sql`(${columns(keys, '')}) ${Prisma.raw(greater ? '>' : '<')} (${Prisma.join(
      keys.map(({ sqlType }, at) => Prisma.sql`${toParameter(values[at])}${Prisma.raw(`::${sqlType}`)}`),
    )})`
  return Prisma.join(
    [
      Prisma.sql`TRUE`,
      ...(page.after ? [beyond(page.after, ascending)] : []),
      ...(page.before ? [beyond(page.before, !ascending)] : []),
    ],
    ' AND ',
  )
}

/** The order in which a page is read: backwards for `last`; connectionFromRows turns it round again. */
export function orderOf(page: Page, keys: readonly ColumnKey[]): Prisma.Sql {
  const ascending = (keys[0]?.order === 'asc') !== page.backward
  return columns(keys, ascending ? ' ASC' : ' DESC')
}

function columns(keys: readonly ColumnKey[], suffix: string): Prisma.Sql {
  return Prisma.raw(keys.map(({ column }) => column + suffix).join(', '))
}

/** Dates as text: the driver would write them in the time zone of the process. */
function toParameter(value: KeyValue | undefined): string | number | bigint | undefined {
  return value instanceof Date ? value.toISOString() : value
}
