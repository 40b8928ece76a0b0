import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { readAddressBooks, readAddresses } from './address-store.ts'

/** Address books by user, for one request. */
export function createAddressBookLoader(database: PrismaClient) {
  return createGroupLoader(
    (userIds: readonly string[]) => readAddressBooks(database, userIds),
    (row) => row.userId,
  )
}

/** Addresses by id, for one request. */
export function createAddressLoader(database: PrismaClient) {
  return createLoader(
    (ids: readonly string[]) => readAddresses(database, ids),
    (row) => row.id,
  )
}
