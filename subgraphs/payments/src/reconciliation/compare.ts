import type { PaymentStatus, PaymentTrigger } from '../payment/payment.ts'
import type { ProviderRecord } from '../provider/provider.ts'

export type DisagreementKind = 'AMOUNT' | 'STATUS' | 'CAPTURED' | 'REFUNDED' | 'UNKNOWN_PAYMENT'

/** What the provider's books say otherwise than ours. */
export type Disagreement = { kind: DisagreementKind; ours: string; theirs: string }

/** Our own books of a payment. */
export type OurRecord = {
  status: PaymentStatus
  amount: bigint
  currency: string
  amountCaptured: bigint
  amountRefunded: bigint
  /** Asked for, and not known to have happened. */
  amountRefunding: bigint
}

/** What follows from the provider's books: what has happened meanwhile, and what nobody here can explain. */
export type Comparison = { trigger: PaymentTrigger | null; disagreements: Disagreement[] }

/**
 * Compares our books with the provider's, of a payment about which nothing is being asked, or was asked and refused. What the
 * customer, time or somebody at the provider did to an authorization is taken over: it was authorized at their bank, refused,
 * captured by hand, or ran out. Refunds are ours to make; others are for a person to look at.
 */
export function compare(ours: OurRecord, theirs: ProviderRecord | null): Comparison {
  if (theirs === null) {
    // Providers take no payments of nothing; a closed one was never sent.
    const isAsked = ours.amount > 0n && ours.status !== 'REQUIRES_CONFIRMATION' && ours.status !== 'CANCELED'
    return { trigger: null, disagreements: isAsked ? [differ('STATUS', ours.status, 'UNKNOWN')] : [] }
  }
  const disagreements: Disagreement[] = []
  const isAnother = isForAnotherAmount(ours, theirs)
  if (isAnother) disagreements.push(differ('AMOUNT', sumOf(ours), sumOf(theirs)))
  // What the customer agreed to there is not what the order costs: nobody counts on it.
  const trigger = isAnother ? null : triggerBetween(ours, theirs)
  // One in PROCESSING is about to be asked about.
  if (trigger === null && ours.status !== 'PROCESSING' && !isSameStatus(ours.status, theirs.status)) {
    disagreements.push(differ('STATUS', ours.status, theirs.status))
  }
  const isCaptured = trigger === 'captured' || trigger === 'partlyCaptured'
  if (!isCaptured && ours.amountCaptured !== theirs.amountCaptured) {
    disagreements.push(differ('CAPTURED', ours.amountCaptured, theirs.amountCaptured))
  }
  // A refund that is under way may have happened or not.
  const { amountRefunded: least, amountRefunding } = ours
  if (theirs.amountRefunded < least || theirs.amountRefunded > least + amountRefunding) {
    disagreements.push(differ('REFUNDED', least, theirs.amountRefunded))
  }
  return { trigger, disagreements }
}

function triggerBetween(ours: OurRecord, theirs: ProviderRecord): PaymentTrigger | null {
  const isWaiting = ours.status === 'REQUIRES_ACTION' || ours.status === 'PROCESSING'
  const isHeld = isWaiting || ours.status === 'REQUIRES_CAPTURE'
  const isMore = theirs.amountCaptured > ours.amountCaptured
  if (isHeld && theirs.status === 'REQUIRES_CAPTURE' && isMore) return 'partlyCaptured'
  if (isWaiting && theirs.status === 'REQUIRES_CAPTURE') return 'authorized'
  if (isWaiting && theirs.status === 'REQUIRES_PAYMENT_METHOD') return 'declined'
  if (isHeld && theirs.status === 'SUCCEEDED' && theirs.amountCaptured >= ours.amountCaptured) return 'captured'
  return isHeld && ours.amountCaptured === 0n && theirs.status === 'CANCELED' ? 'canceled' : null
}

/** One that is canceled is for nothing any more; the provider may never have heard what it was to be for. */
function isForAnotherAmount(ours: OurRecord, theirs: ProviderRecord): boolean {
  return theirs.status !== 'CANCELED' && sumOf(ours) !== sumOf(theirs)
}

function sumOf({ amount, currency }: { amount: bigint; currency: string }): string {
  return `${amount} ${currency}`
}

/** A declined payment is closed here and left as it is there. */
function isSameStatus(ours: PaymentStatus, theirs: PaymentStatus): boolean {
  if (ours === theirs) return true
  return ours === 'CANCELED' && theirs === 'REQUIRES_PAYMENT_METHOD'
}

function differ(kind: DisagreementKind, ours: unknown, theirs: unknown): Disagreement {
  return { kind, ours: String(ours), theirs: String(theirs) }
}
