import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { deleteShippingMethod as remove } from './zone-store.ts'

/** Removes a way of delivery, and answers its id. Orders keep what was agreed on. */
export async function deleteShippingMethod({ transact }: Pick<Services, 'transact'>, id: string): Promise<string> {
  return transact(async (tx) => {
    if (!(await remove(tx, id))) throw refusal('NOT_FOUND', ['input', 'id'])
    return id
  })
}
