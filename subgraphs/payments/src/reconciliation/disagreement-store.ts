import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import type { Key, Page } from '@shop/subgraph/keyset'
import { newId } from '@shop/subgraph/new-id'
import type { Database, Transaction } from '../database.ts'
import type { PaymentDisagreement, Prisma } from '../generated/prisma/client.ts'
import type { Disagreement } from './compare.ts'

export type DisagreementRow = PaymentDisagreement

/** Newest first. */
export const DISAGREEMENT_KEYS: readonly Key<'foundAt' | 'id'>[] = [
  { field: 'foundAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
]

/** Remembers what differs now: one open row per payment and kind; what does not differ any more is resolved by itself. */
export async function writeDisagreements(
  tx: Transaction,
  payment: { id: string; providerReference: string | null },
  disagreements: readonly Disagreement[],
  now: Date,
): Promise<void> {
  const kinds = disagreements.map(({ kind }) => kind)
  await tx.paymentDisagreement.updateMany({
    where: { paymentId: payment.id, resolvedAt: null, kind: { notIn: kinds } },
    data: { resolvedAt: now, resolution: 'The books agree again.' },
  })
  for (const { kind, ours, theirs } of disagreements) {
    await tx.$executeRaw`
      INSERT INTO payment_disagreements (id, kind, payment_id, provider_reference, ours, theirs, found_at)
      VALUES (${newId()}::uuid, ${kind}::disagreement_kind, ${payment.id}::uuid, ${payment.providerReference}, ${ours}, ${theirs}, ${now})
      ON CONFLICT (payment_id, kind) WHERE resolved_at IS NULL DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs`
  }
}

export async function listDisagreements(
  database: Database,
  page: Page,
  { isOpen }: { isOpen: boolean },
): Promise<DisagreementRow[]> {
  const where = isOpen ? { resolvedAt: null } : {}
  return database.paymentDisagreement.findMany({
    where: keysetWhere<Prisma.PaymentDisagreementWhereInput>(page, DISAGREEMENT_KEYS, where),
    orderBy: keysetOrderBy(page, DISAGREEMENT_KEYS),
    take: page.take,
  })
}

export async function findDisagreement(database: Database | Transaction, id: string): Promise<DisagreementRow | null> {
  return database.paymentDisagreement.findUnique({ where: { id } })
}

/** Closes a disagreement with what a person found. False when it is closed already, or not there. */
export async function closeDisagreement(
  tx: Transaction,
  id: string,
  resolved: { resolvedAt: Date; resolvedBy: string; resolution: string },
): Promise<boolean> {
  const { count } = await tx.paymentDisagreement.updateMany({ where: { id, resolvedAt: null }, data: resolved })
  return count === 1
}
