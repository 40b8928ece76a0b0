import { newId } from '@shop/subgraph/new-id'
import type { Reader, Transaction } from '../database.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import type { ShippingMethod } from './shipping-method.ts'
import type { Zone } from './zone.ts'

const WHOLE_METHOD = { bands: { orderBy: { fromValue: 'asc' } } } satisfies Prisma.ShippingMethodInclude
const WHOLE_ZONE = {
  areas: { orderBy: { position: 'asc' } },
  taxRates: { orderBy: { position: 'asc' } },
  shippingMethods: { include: WHOLE_METHOD, orderBy: [{ position: 'asc' }, { id: 'asc' }] },
} satisfies Prisma.ZoneInclude

type ZoneRow = Prisma.ZoneGetPayload<{ include: typeof WHOLE_ZONE }>
type MethodRow = Prisma.ShippingMethodGetPayload<{ include: typeof WHOLE_METHOD }>

/** A zone as staff write it. */
export type ZoneDraft = Pick<Zone, 'name' | 'pricesIncludeTax' | 'areas' | 'taxRates'>
export type ShippingMethodDraft = Omit<ShippingMethod, 'id'>

/** The zones that a country, or a part of it, may be in. In one statement: every quote asks. */
export async function findZonesOf(database: Reader, countryCode: string): Promise<Zone[]> {
  const rows = await database.zone.findMany({
    relationLoadStrategy: 'join',
    where: { areas: { some: { OR: [{ countryCode: null }, { countryCode }] } } },
    include: WHOLE_ZONE,
  })
  return rows.map(toZone)
}

/** All zones, oldest first. */
export async function findZones(database: Reader): Promise<Zone[]> {
  const rows = await database.zone.findMany({ include: WHOLE_ZONE, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  return rows.map(toZone)
}

export async function findZonesById(database: Reader, ids: readonly string[]): Promise<Zone[]> {
  const rows = await database.zone.findMany({ where: { id: { in: [...ids] } }, include: WHOLE_ZONE })
  return rows.map(toZone)
}

export async function countZones(database: Reader): Promise<number> {
  return database.zone.count()
}

/** Writes a zone whole, without its shipping methods; null when the id is of none. */
export async function saveZone(tx: Transaction, id: string | null, draft: ZoneDraft, now: Date): Promise<Zone | null> {
  const { name, pricesIncludeTax, areas, taxRates } = draft
  const zoneId = id ?? newId()
  if (id === null) await tx.zone.create({ data: { id: zoneId, name, pricesIncludeTax, createdAt: now } })
  else if ((await tx.zone.updateMany({ where: { id }, data: { name, pricesIncludeTax } })).count === 0) return null
  await tx.zoneArea.deleteMany({ where: { zoneId } })
  await tx.taxRate.deleteMany({ where: { zoneId } })
  await tx.zoneArea.createMany({ data: areas.map((area, index) => ({ ...area, zoneId, position: index + 1 })) })
  await tx.taxRate.createMany({ data: taxRates.map((rate, index) => ({ ...rate, zoneId, position: index + 1 })) })
  const [zone] = await findZonesById(tx, [zoneId])
  return zone ?? null
}

/** Removes a zone with its taxes and shipping methods; false when there is none. Orders keep what was agreed on. */
export async function deleteZone(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.zone.deleteMany({ where: { id } })).count === 1
}

export async function findShippingMethods(database: Reader, ids: readonly string[]): Promise<ShippingMethod[]> {
  const rows = await database.shippingMethod.findMany({ where: { id: { in: [...ids] } }, include: WHOLE_METHOD })
  return rows.map(toMethod)
}

/** Writes a shipping method whole; null when the id is of none. */
export async function saveShippingMethod(
  tx: Transaction,
  id: string | null,
  { bands, ...draft }: ShippingMethodDraft,
  now: Date,
): Promise<ShippingMethod | null> {
  const methodId = id ?? newId()
  if (id === null) await tx.shippingMethod.create({ data: { ...draft, id: methodId, createdAt: now } })
  else if ((await tx.shippingMethod.updateMany({ where: { id }, data: draft })).count === 0) return null
  await tx.shippingBand.deleteMany({ where: { methodId } })
  await tx.shippingBand.createMany({ data: bands.map(({ from, price }) => ({ methodId, fromValue: from, price })) })
  const [method] = await findShippingMethods(tx, [methodId])
  return method ?? null
}

export async function deleteShippingMethod(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.shippingMethod.deleteMany({ where: { id } })).count === 1
}

function toZone(row: ZoneRow): Zone {
  return {
    id: row.id,
    name: row.name,
    pricesIncludeTax: row.pricesIncludeTax,
    areas: row.areas.map(({ countryCode, region, postalPrefix }) => ({ countryCode, region, postalPrefix })),
    taxRates: row.taxRates.map(({ taxClass, title, ratePpm }) => ({ taxClass, title, ratePpm })),
    shippingMethods: row.shippingMethods.map(toMethod),
    createdAt: row.createdAt,
  }
}

function toMethod({ bands, createdAt: _createdAt, ...row }: MethodRow): ShippingMethod {
  return {
    ...row,
    bands: bands.map(({ fromValue, price }) => ({
      from: Number(fromValue),
      price: price === null ? null : Number(price),
    })),
  }
}
