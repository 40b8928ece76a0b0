import { expect, test } from 'vitest'
import { connectionFromRows, readPage } from './connection.ts'
import { keysetOrderBy, keysetWhere } from './keyset.ts'
import type { Key } from './keyset.ts'

const keys: readonly Key<'placedAt' | 'id'>[] = [
  { field: 'placedAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'asc', type: 'string' },
]
const rows = [3, 2, 1].map((day) => ({ placedAt: new Date(`2026-03-0${day}T00:00:00Z`), id: `order-${day}` }))
const refused = (argument: string) =>
  expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: [argument] } })

test('one row more than the page tells that there is a next one', () => {
  const connection = connectionFromRows(rows, readPage({ first: 2 }, keys), keys)
  expect(connection.nodes.map((node) => node.id)).toEqual(['order-3', 'order-2'])
  expect(connection.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  expect(connection.pageInfo.endCursor).toBe(connection.edges[1]?.cursor)
})

test('a backward page is read in reverse and given in order', () => {
  const page = readPage({ last: 2 }, keys)
  expect(keysetOrderBy(page, keys)).toEqual([{ placedAt: 'asc' }, { id: 'desc' }])
  const connection = connectionFromRows(rows.toReversed(), page, keys)
  expect(connection.nodes.map((node) => node.id)).toEqual(['order-2', 'order-1'])
  expect(connection.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
})

test('a cursor becomes a bound on all keys, in the direction of each', () => {
  const { edges } = connectionFromRows(rows, readPage({}, keys), keys)
  const page = readPage({ first: 1, after: edges[0]!.cursor }, keys)
  expect(keysetWhere(page, keys, { ownerId: 'me' })).toEqual({
    AND: [
      { ownerId: 'me' },
      { OR: [{ placedAt: { lt: rows[0]!.placedAt } }, { placedAt: rows[0]!.placedAt, id: { gt: 'order-3' } }] },
    ],
  })
})

test('an empty list has no cursors', () => {
  expect(connectionFromRows([], readPage({}, keys), keys)).toEqual({
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  })
})

test('sizes out of bounds and both sizes at once are refused', () => {
  expect(() => readPage({ first: 101 }, keys)).toThrow(refused('first'))
  expect(() => readPage({ last: -1 }, keys)).toThrow(refused('last'))
  expect(() => readPage({ first: 1, last: 1 }, keys)).toThrow(refused('last'))
  expect(readPage({ first: null, after: null }, keys)).toMatchObject({ size: 20, take: 21, after: null })
})

test('a cursor that this list did not make is refused', () => {
  const other = [keys[1]!]
  const foreign = connectionFromRows(rows, readPage({}, other), other).edges[0]!.cursor
  const wrongValue = Buffer.from(JSON.stringify(['placedAt desc,id asc', 'yesterday', 'x'])).toString('base64url')
  for (const cursor of ['', 'x', 'bnVsbA', foreign, wrongValue, 'A'.repeat(10_000)]) {
    expect(() => readPage({ after: cursor }, keys)).toThrow(refused('after'))
  }
})

test.each([
  ['date', '+200000-01-01T00:00:00.000Z'],
  ['date', '-000001-01-01T00:00:00.000Z'],
  ['date', '0000-01-01T00:00:00.000Z'],
  ['bigint', '9223372036854775808'],
  ['integer', 2_147_483_648],
  ['integer', 1.5],
  ['uuid', 'infinity'],
  ['string', 'a\u0000b'],
  ['string', '\ud800'],
] as const)('a forged cursor cannot bring a %s that PostgreSQL would fail on: %s', (type, value) => {
  const forged = Buffer.from(JSON.stringify(['key asc', value])).toString('base64url')
  expect(() => readPage({ after: forged }, [{ field: 'key', order: 'asc', type }])).toThrow(refused('after'))
})

test.each([
  ['date', new Date('2026-03-01T00:00:00.001Z')],
  ['bigint', -9_223_372_036_854_775_808n],
  ['integer', -2_147_483_648],
  ['number', 4.25],
  ['string', 'Straße 💐'],
] as const)('a %s comes back from its cursor as it was', (type, value) => {
  const list = [{ field: 'key', order: 'asc', type }] as const
  const [edge] = connectionFromRows([{ key: value }], readPage({}, list), list).edges
  expect(readPage({ after: edge!.cursor }, list).after).toEqual([value])
})
