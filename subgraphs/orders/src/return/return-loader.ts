import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findReturnLines, findReturns } from './return-store.ts'

export const returnLoaders = {
  return: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findReturns(database, { id: { in: [...ids] } }),
      (return_) => return_.id,
    ),
  returnsOfOrder: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findReturns(database, { orderId: { in: [...ids] } }),
      (return_) => return_.orderId,
    ),
  linesOfReturn: (database: Reader) =>
    createGroupLoader(
      (ids: readonly string[]) => findReturnLines(database, { returnId: { in: [...ids] } }),
      (line) => line.returnId,
    ),
}
