import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromGlobalId, parseGlobalId, toGlobalId } from './global-id.ts'

const id = '0193f6a4-7c1e-7b3a-9c55-0123456789ab'

test('a global id gives back its uuid to who expects its type', () => {
  const uuid = randomUUID()
  expect(fromGlobalId(toGlobalId('Order', uuid), 'Order')).toBe(uuid)
})

test('a global id of another type is refused with the path of its argument', () => {
  expect(() => fromGlobalId(toGlobalId('Order', id), 'User', ['input', 'userId'])).toThrow(
    expect.objectContaining({ extensions: { code: 'INVALID_GLOBAL_ID', argument: ['input', 'userId'] } }),
  )
})

test.each([
  ['nothing', ''],
  ['no base64', '%%%'],
  ['a bare uuid', id],
  ['no uuid inside', Buffer.from('Order:7').toString('base64url')],
  ['a uuid in capitals', toGlobalId('Order', id.toUpperCase())],
  ['two colons', Buffer.from(`Order:${id}:x`).toString('base64url')],
  ['padding at the end', `${toGlobalId('Order', id)}=`],
  ['the other alphabet', Buffer.from(`Order:${id}`).toString('base64') + ' '],
  ['a megabyte', 'A'.repeat(1_000_000)],
])('%s is no global id', (_what, text) => {
  expect(parseGlobalId(text)).toBeNull()
})
