import { toGlobalId } from '@shop/subgraph/global-id'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, CREATE_ADDRESS, DELETE_ADDRESS, ME, UPDATE_ADDRESS } from './operations.ts'
import { startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

const HOME = { recipient: 'Ada', line1: 'Keizersgracht 1', city: 'Amsterdam', postalCode: '1015 CJ', countryCode: 'NL' }

async function create(bearer: string, change: object = {}, isDefault?: boolean) {
  const input = { address: { ...HOME, ...change }, ...(isDefault === undefined ? {} : { isDefault }) }
  return (await users.execute(CREATE_ADDRESS, { input }, bearer)).data.createAddress
}

const update = async (bearer: string, input: object) =>
  (await users.execute(UPDATE_ADDRESS, { input }, bearer)).data.updateAddress

const book = async (bearer: string) => (await users.execute(ME, {}, bearer)).data.me.addresses

it('keeps an address book with at most one default, which comes first', async () => {
  const { accessToken } = await users.register()
  const first = await create(accessToken, { line2: '  ', phone: '+31201234567', recipient: ' Ada ' })
  expect(first.address).toEqual({
    ...HOME,
    id: first.address.id,
    line2: null,
    region: null,
    phone: '+31201234567',
    isDefault: false,
  })
  const second = await create(accessToken, { city: 'Delft' }, true)
  const third = await create(accessToken, { city: 'Leiden' }, true)
  const cities = async () => (await book(accessToken)).map((entry: { city: string }) => entry.city)
  expect(await cities()).toEqual(['Leiden', 'Amsterdam', 'Delft'])

  await update(accessToken, { id: second.address.id, address: { ...HOME, city: 'Den Haag' }, isDefault: true })
  expect(await cities()).toEqual(['Den Haag', 'Amsterdam', 'Leiden'])
  await update(accessToken, { id: second.address.id, address: { ...HOME, city: 'Haarlem' } })
  expect((await book(accessToken)).filter((entry: { isDefault: boolean }) => entry.isDefault)).toMatchObject([
    { city: 'Haarlem' },
  ])

  const deleted = await users.execute(DELETE_ADDRESS, { input: { id: third.address.id } }, accessToken)
  expect(deleted.data.deleteAddress).toEqual({ deletedAddressId: third.address.id, userErrors: [] })
  expect(await cities()).toEqual(['Haarlem', 'Amsterdam'])
})

it('keeps one default when many are made the default at once', async () => {
  const { accessToken } = await users.register()
  await Promise.all(Array.from({ length: 10 }, () => create(accessToken, {}, true)))
  expect((await book(accessToken)).filter((entry: { isDefault: boolean }) => entry.isDefault)).toHaveLength(1)
})

it('takes fifty entries and not one more, however many come at once', async () => {
  const { accessToken } = await users.register()
  // No more at once than there are connections: the user's lock lets in one after the other.
  const createMany = () => Promise.all(Array.from({ length: 7 }, () => create(accessToken)))
  for (let turn = 0; turn < 6; turn += 1) expect((await createMany()).flatMap(codesOf)).toEqual([])
  const answers = [...(await createMany()), ...(await createMany())]
  expect(answers.flatMap(codesOf)).toEqual(Array(6).fill('-: LIMIT_REACHED'))
  expect(await book(accessToken)).toHaveLength(50)
})

it('names every part of an address that is wrong', async () => {
  const { accessToken } = await users.register()
  const long = (length: number) => 'x'.repeat(length)
  const blank = await create(accessToken, { recipient: '', line1: ' ', city: '', postalCode: '', countryCode: 'nl' })
  expect(codesOf(blank)).toEqual([
    'input.address.recipient: BLANK',
    'input.address.line1: BLANK',
    'input.address.city: BLANK',
    'input.address.postalCode: BLANK',
    'input.address.countryCode: INVALID_COUNTRY_CODE',
  ])
  const most = { recipient: 100, line1: 200, line2: 200, city: 100, region: 100, postalCode: 20 }
  const limits = Object.entries(most)
  const longest = Object.fromEntries(limits.map(([part, length]) => [part, long(length)]))
  expect((await create(accessToken, longest)).userErrors).toEqual([])
  const tooLong = Object.fromEntries(limits.map(([part, length]) => [part, long(length + 1)]))
  expect(codesOf(await create(accessToken, tooLong))).toEqual(limits.map(([part]) => `input.address.${part}: TOO_LONG`))
  for (const countryCode of ['ZZ', 'XX', 'NLD', '', 'EU']) {
    expect(codesOf(await create(accessToken, { countryCode }))).toEqual([
      'input.address.countryCode: INVALID_COUNTRY_CODE',
    ])
  }
  for (const phone of ['020 1234567', '+0123456789', '+1234567890123456', 'phone']) {
    expect(codesOf(await create(accessToken, { phone }))).toEqual(['input.address.phone: INVALID_PHONE'])
  }
})

it('finds nothing under an id of somebody else, and leaves it as it was', async () => {
  const ada = await users.register()
  const stranger = await users.register()
  const { address } = await create(ada.accessToken, {}, true)
  const changed = await update(stranger.accessToken, { id: address.id, address: HOME, isDefault: true })
  expect(codesOf(changed)).toEqual(['input.id: NOT_FOUND'])
  const deleted = await users.execute(DELETE_ADDRESS, { input: { id: address.id } }, stranger.accessToken)
  expect(codesOf(deleted.data.deleteAddress)).toEqual(['input.id: NOT_FOUND'])
  expect(await book(ada.accessToken)).toEqual([address])
})

it('keeps the default where it was when the entry that should get it is not there', async () => {
  const { accessToken } = await users.register()
  const { address } = await create(accessToken, {}, true)
  const input = { id: toGlobalId('Address', randomUUID()), address: HOME, isDefault: true }
  expect(codesOf(await update(accessToken, input))).toEqual(['input.id: NOT_FOUND'])
  expect(await book(accessToken)).toEqual([address])
})

it('says which id is malformed, and asks nobody and guests to sign in', async () => {
  const { accessToken } = await users.register()
  for (const id of ['', 'nonsense', toGlobalId('User', randomUUID()), `${toGlobalId('Address', randomUUID())}=`]) {
    const { errors } = await users.execute(DELETE_ADDRESS, { input: { id } }, accessToken)
    expect(errors[0].extensions).toEqual({ code: 'INVALID_GLOBAL_ID', argument: ['input', 'id'] })
  }
  for (const bearer of [null, await users.sign(randomUUID(), ['GUEST'])]) {
    const { errors } = await users.execute(CREATE_ADDRESS, { input: { address: HOME } }, bearer)
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
  }
})
