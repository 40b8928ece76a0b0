import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import { expectedVersionOf } from '../../expected-version.ts'
import type { MutationResolvers, ReceivedLineInput } from '../../generated/graphql.ts'
import { receiveReturn as receive } from '../../return/receive-return.ts'

export const receiveReturn: NonNullable<MutationResolvers['receiveReturn']> = async (_source, { input }, context) => {
  const viewer = requireRole(context.viewer, 'STAFF')
  const returnId = fromGlobalId(input.returnId, 'Return', ['input', 'returnId'])
  const request = {
    returnId,
    idempotencyKey: input.idempotencyKey,
    ...expectedVersionOf(input),
    ...(input.lines ? { lines: input.lines.map(readLine) } : {}),
  }
  const { value: id, userErrors } = await settle(() => receive(context, viewer, request))
  return { return: id === null ? null : await context.loaders.return.load(id), userErrors }
}

function readLine({ orderLineId, restock = 0, writeOff = 0 }: ReceivedLineInput, index: number) {
  return {
    orderLineId: fromGlobalId(orderLineId, 'OrderLine', ['input', 'lines', String(index), 'orderLineId']),
    restock,
    writeOff,
  }
}
