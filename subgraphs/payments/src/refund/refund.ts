/** The provider gets one key for each refund: repeating it never gives back twice. */
export function refundProviderKey(refundId: string): string {
  return `refund:${refundId}`
}

/**
 * How much of the captured money each return gets, in the order given, and what a cancelled order gets back besides.
 * Never more than is left, whatever was given back before.
 */
export function splitRefundable(
  refundable: bigint,
  returns: readonly { id: string; amount: bigint }[],
  isCancelled: boolean,
): { returns: { id: string; amount: bigint }[]; rest: bigint } {
  let left = refundable
  const shares = returns.map(({ id, amount }) => {
    const share = amount < left ? amount : left
    left -= share
    return { id, amount: share }
  })
  return { returns: shares, rest: isCancelled ? left : 0n }
}
