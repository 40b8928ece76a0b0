import { checkText } from '@shop/subgraph/input'
import { transact } from '@shop/subgraph/transact'
import { Refusal, refuseIfAny, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import type { RequestContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { closeDisagreement, findDisagreement } from './disagreement-store.ts'

/** Closes a disagreement with what a person found out. It is found again if the books still differ then. Throws Refusal. */
export async function resolveDisagreement(
  { database, clock }: Pick<RequestContext, 'database' | 'clock'>,
  viewer: Viewer,
  { disagreementId, resolution }: { disagreementId: string; resolution: string },
): Promise<void> {
  const text = resolution.trim()
  refuseIfAny(checkText(text, ['input', 'resolution'], { max: 500 }))
  await transact(database, async (tx: Transaction) => {
    const field = ['input', 'disagreementId']
    if (!(await findDisagreement(tx, disagreementId))) {
      throw new Refusal(userError('NOT_FOUND', 'There is no such disagreement.', field))
    }
    const resolved = { resolvedAt: clock.now(), resolvedBy: viewer.id, resolution: text }
    if (!(await closeDisagreement(tx, disagreementId, resolved))) {
      throw new Refusal(userError('ALREADY_RESOLVED', 'It has been resolved already.', field))
    }
  })
}
