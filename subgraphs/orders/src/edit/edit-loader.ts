import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findEdits } from './order-edit-store.ts'

export const editLoaders = {
  edit: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findEdits(database, { id: { in: [...ids] } }),
      (edit) => edit.id,
    ),
  editsOfOrder: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findEdits(database, { orderId: { in: [...ids] } }),
      (edit) => edit.orderId,
    ),
}
