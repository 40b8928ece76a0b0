import type { Address, Prisma, PrismaClient } from '../generated/prisma/client.ts'
import type { TidyAddress } from './address.ts'

type Transaction = Prisma.TransactionClient

/** An address as it is stored. */
export type AddressRow = Address

/** Whose entry, and which. Ids are uuids. */
export type AddressKey = { id: string; userId: string }

/** Address books of users: of each the default first, then in the order in which they were added. */
export async function readAddressBooks(database: PrismaClient, userIds: readonly string[]): Promise<AddressRow[]> {
  return database.address.findMany({
    where: { userId: { in: [...userIds] } },
    orderBy: [{ isDefault: 'desc' }, { createdAt: 'asc' }, { id: 'asc' }],
  })
}

/** Addresses by id, whoever they belong to. */
export async function readAddresses(database: PrismaClient, ids: readonly string[]): Promise<AddressRow[]> {
  return database.address.findMany({ where: { id: { in: [...ids] } } })
}

/** How many entries a user has. */
export async function countAddresses(tx: Transaction, userId: string): Promise<number> {
  return tx.address.count({ where: { userId } })
}

/** Takes the default away, so that another entry can have it; call it with the user locked. */
export async function clearDefault(tx: Transaction, userId: string): Promise<void> {
  await tx.address.updateMany({ where: { userId, isDefault: true }, data: { isDefault: false } })
}

/** Writes a new entry. */
export async function insertAddress(
  tx: Transaction,
  address: TidyAddress & AddressKey & { isDefault: boolean; createdAt: Date },
): Promise<AddressRow> {
  return tx.address.create({ data: address })
}

/** Replaces an entry of a user; null when they have no such entry. */
export async function replaceAddress(
  tx: Transaction,
  key: AddressKey,
  address: TidyAddress & { isDefault?: boolean },
): Promise<AddressRow | null> {
  const [row] = await tx.address.updateManyAndReturn({ where: key, data: address })
  return row ?? null
}

/** Deletes an entry of a user; false when they have no such entry. */
export async function removeAddress(database: PrismaClient, key: AddressKey): Promise<boolean> {
  return (await database.address.deleteMany({ where: key })).count > 0
}
