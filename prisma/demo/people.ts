import { regions, type Region } from './content/regions.ts'
import { createRandom, demoId, type Random } from './random.ts'
import { slugOf } from './slug.ts'

export type DemoAddress = {
  id: string
  recipient: string
  /** Street and house number. */
  line1: string
  line2: string | null
  city: string
  postalCode: string
  /** ISO 3166-1 alpha-2. */
  countryCode: string
  isDefault: boolean
}

export type DemoUser = {
  id: string
  index: number
  email: string
  givenName: string
  familyName: string
  roles: ('CUSTOMER' | 'STAFF' | 'ADMIN')[]
  registeredAt: Date
  /** The default address first. Staff and admin have none. */
  addresses: DemoAddress[]
}

/** The password of every demo account. It is public: such a shop must never face the internet. */
export const demoPassword = 'correct horse battery staple'

/** The moment that all demo data looks back from. */
export const demoNow = new Date('2026-11-01T00:00:00.000Z')

type KnownUser = Pick<DemoUser, 'email' | 'givenName' | 'familyName' | 'roles'>

const knownUsers: readonly KnownUser[] = [
  { email: 'ada@example.com', givenName: 'Ada', familyName: 'Lindqvist', roles: ['CUSTOMER'] },
  { email: 'staff@example.com', givenName: 'Samira', familyName: 'Haddad', roles: ['STAFF'] },
  { email: 'admin@example.com', givenName: 'Anton', familyName: 'Berger', roles: ['ADMIN'] },
]

const firstRegistered = Date.UTC(2023, 10, 1)
const lastRegistered = Date.UTC(2026, 9, 1)
// Ada was there before the first order, so that she has a history.
const adaRegistered = Date.UTC(2024, 2, 14, 9, 30)

const regionWheel: readonly Region[] = regions.flatMap((region) => Array.from({ length: region.share }, () => region))
const extras = ['c/o Studio Nord', 'Apartment 4', '2nd floor', 'Back building', 'Apartment 12', 'Ground floor'] as const

/** How many users there are, the known ones included; 1,000 at scale 1. */
export function userCount(scale: number): number {
  return Math.max(knownUsers.length, Math.round(1000 * scale))
}

/** Every user of the scale, one at a time. */
export function* users(scale: number): Generator<DemoUser> {
  const count = userCount(scale)
  for (let index = 0; index < count; index += 1) yield userAt(index)
}

/** The user of an index. 0 is ada@example.com, 1 staff@example.com, 2 admin@example.com; all others are customers. */
export function userAt(index: number): DemoUser {
  const random = createRandom('user', index)
  const region = random.pick(regionWheel)
  const known = knownUsers[index]
  const givenName = known?.givenName ?? random.pick(region.givenNames)
  const familyName = known?.familyName ?? random.pick(region.familyNames)
  return {
    id: demoId('user', index),
    index,
    email: known?.email ?? emailOf(givenName, familyName, index, random),
    givenName,
    familyName,
    roles: known?.roles ?? ['CUSTOMER'],
    registeredAt: registeredAt(index),
    addresses: isCustomer(index) ? addressesOf(index, `${givenName} ${familyName}`, region, random) : [],
  }
}

/** When a user registered; nothing of theirs is older. */
export function registeredAt(index: number): Date {
  if (index < knownUsers.length) return new Date(adaRegistered)
  return new Date(createRandom('registered', index).between(firstRegistered, lastRegistered))
}

/** Whether a user buys and reviews. */
export function isCustomer(index: number): boolean {
  return knownUsers[index]?.roles.includes('CUSTOMER') ?? true
}

/** Unique because the index is: names hold no digits. */
function emailOf(givenName: string, familyName: string, index: number, random: Random): string {
  const domain = random.chance(0.7) ? 'example.com' : 'example.org'
  return `${slugOf(givenName)}.${slugOf(familyName).replaceAll('-', '')}${index}@${domain}`
}

function addressesOf(userIndex: number, recipient: string, region: Region, random: Random): DemoAddress[] {
  const count = random.chance(0.25) ? 2 : 1
  return Array.from({ length: count }, (_, place) => {
    const [city, postalPrefix] = random.pick(region.towns)
    const street = random.pick(region.streets)
    const number = random.between(1, random.chance(0.2) ? 240 : 60)
    return {
      id: demoId('address', userIndex * 2 + place),
      recipient,
      line1: region.houseNumber === 'after' ? `${street} ${number}` : `${number} ${street}`,
      line2: random.chance(0.15) ? random.pick(extras) : null,
      city,
      postalCode: postalPrefix + fillIn(region.postalPattern, random),
      countryCode: region.countryCode,
      isDefault: place === 0,
    }
  })
}

// Without letters that postal codes leave out because they resemble digits.
const postalLetters = 'ABCDEGHJKLNPRSTVWXZ'

function fillIn(pattern: string, random: Random): string {
  return pattern.replaceAll(/[#@]/g, (sign) =>
    sign === '#' ? String(random.between(1, 9)) : postalLetters.charAt(random.between(0, postalLetters.length - 1)),
  )
}
