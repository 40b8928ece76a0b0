import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebhookRefused } from '../src/provider/provider.ts'
import type { AuthorizeRequest, PaymentProvider } from '../src/provider/provider.ts'

/** A provider and what stands behind it: the world that does not ask us. */
export type ProviderWorld = {
  provider: PaymentProvider
  /** The customer says yes at their bank. */
  act(paymentId: string): Promise<void> | void
  /** The next request that moves money is done, and answered with 500. */
  forgetNext(): void
  /** The newest webhook about the payment, as it is sent at that moment, signed with another secret when wanted. */
  webhook(paymentId: string, options?: { at?: Date; secret?: string }): Promise<{ body: string; headers: Headers }>
  stop(): Promise<void>
}

/** What every adapter keeps. */
export function describeProvider(name: string, start: () => Promise<ProviderWorld>): void {
  describe(`${name} as a provider`, () => {
    let world: ProviderWorld
    beforeAll(async () => {
      world = await start()
    })
    afterAll(() => world.stop())

    function createPayment(paymentMethod = 'pm_card_visa', amount = 10_000n) {
      const paymentId = randomUUID()
      const base = {
        paymentId,
        orderId: randomUUID(),
        currency: 'EUR',
        paymentMethod,
        savedCustomer: null,
        attempt: 1,
        signal: AbortSignal.timeout(20_000),
      }
      let reference: string | null = null
      const authorization = (): AuthorizeRequest => ({
        ...base,
        amount,
        reference,
        idempotencyKey: `payment:${paymentId}:authorize`,
        customerActed: false,
        capturesInParts: true,
        isOffSession: false,
      })
      const remember = <Answer extends { reference?: string | null }>(answer: Answer): Answer => {
        reference = answer.reference ?? reference
        return answer
      }
      return {
        paymentId,
        authorize: async (changes: Partial<AuthorizeRequest> = {}) =>
          remember(await world.provider.authorize({ ...authorization(), ...changes })),
        capture: (amount: bigint, isLast: boolean, number = 1, { captured = 0n, attempt = 1 } = {}) =>
          world.provider.capture({
            ...base,
            attempt,
            reference,
            amount,
            captured,
            isLast,
            idempotencyKey: `payment:${paymentId}:capture:${number}`,
          }),
        cancel: () =>
          world.provider.cancel({ ...base, reference, amount, idempotencyKey: `payment:${paymentId}:cancel` }),
        refund: (amount: bigint, refundId: string = randomUUID(), attempt = 1) =>
          world.provider.refund({
            ...base,
            attempt,
            reference,
            refundId,
            amount,
            idempotencyKey: `refund:${refundId}`,
          }),
        find: () => world.provider.find({ paymentId, reference, signal: AbortSignal.timeout(20_000) }),
      }
    }

    it('authorizes, captures in parts, and releases the rest with the last', async () => {
      const payment = createPayment()
      expect(await payment.authorize()).toMatchObject({ outcome: 'succeeded', canCaptureInParts: true })
      expect(await payment.find()).toMatchObject({ status: 'REQUIRES_CAPTURE', amountCaptured: 0n })
      expect(await payment.capture(3_000n, false, 1)).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.find()).toMatchObject({ status: 'REQUIRES_CAPTURE', amountCaptured: 3_000n })
      expect(await payment.capture(2_000n, true, 2)).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.find()).toMatchObject({ status: 'SUCCEEDED', amountCaptured: 5_000n, amountRefunded: 0n })
      expect((await payment.find())?.fees).toBeGreaterThan(0n)
    })

    it('releases what is left of a payment that was captured in part', async () => {
      const payment = createPayment()
      await payment.authorize()
      await payment.capture(3_000n, false, 1)
      expect(await payment.capture(0n, true, 2)).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.find()).toMatchObject({ status: 'SUCCEEDED', amountCaptured: 3_000n })
    })

    it('does a request once, however often its key comes', async () => {
      const payment = createPayment()
      await payment.authorize({ reference: null })
      expect(await payment.authorize({ reference: null })).toMatchObject({ outcome: 'succeeded' })
      await payment.capture(3_000n, false)
      await payment.capture(3_000n, false)
      expect(await payment.find()).toMatchObject({ amountCaptured: 3_000n })
    })

    it('refuses a key that comes with something else', async () => {
      const payment = createPayment()
      await payment.authorize()
      await payment.capture(3_000n, false)
      const answer = payment.capture(4_000n, false)
      await expect(answer).rejects.toThrow(/idempotency|another request/i)
      const sameWords = createPayment().authorize({ idempotencyKey: `payment:${payment.paymentId}:authorize` })
      await expect(sameWords).rejects.toThrow(/idempotency|another request/i)
    })

    it('answers the same after it has done it and the answer was lost', async () => {
      const payment = createPayment()
      world.forgetNext()
      await expect(payment.authorize()).rejects.toThrow('500')
      // Stripe replays the 500 of a key, for as long as it remembers it.
      expect(await payment.authorize({ attempt: 2 })).toMatchObject({ outcome: 'succeeded', canCaptureInParts: true })
      world.forgetNext()
      await expect(payment.capture(4_000n, false)).rejects.toThrow('500')
      expect(await payment.capture(4_000n, false, 1, { attempt: 2 })).toMatchObject({ outcome: 'succeeded' })
      world.forgetNext()
      await expect(payment.capture(0n, true, 2, { captured: 4_000n })).rejects.toThrow('500')
      const released = await payment.capture(0n, true, 2, { captured: 4_000n, attempt: 2 })
      expect(released).toMatchObject({ outcome: 'succeeded' })
      const refundId = randomUUID()
      world.forgetNext()
      await expect(payment.refund(1_500n, refundId)).rejects.toThrow('500')
      expect(await payment.refund(1_500n, refundId, 2)).toMatchObject({ outcome: 'succeeded' })
      const books = { status: 'SUCCEEDED', amountCaptured: 4_000n, amountRefunded: 1_500n }
      expect(await payment.find()).toMatchObject(books)
    })

    it.each([
      ['pm_card_chargeDeclined', /^(card_declined|generic_decline)$/],
      ['pm_card_of_nobody', /^payment_method_invalid$/],
    ])('declines %s', async (token, code) => {
      const answer = await createPayment(token).authorize()
      expect(answer).toMatchObject({ outcome: 'declined', code: expect.stringMatching(code) as string })
    })

    it('sends a customer to their bank, and authorizes after they acted', async () => {
      const payment = createPayment('pm_card_authenticationRequired')
      const asked = await payment.authorize()
      expect(asked).toMatchObject({ outcome: 'requires_action', nextAction: { type: 'redirect_to_url' } })
      await world.act(payment.paymentId)
      const confirmed = await payment.authorize({
        customerActed: true,
        idempotencyKey: `payment:${payment.paymentId}:confirm`,
      })
      expect(confirmed.outcome).toBe('succeeded')
    })

    it('takes an authorization back, and once is enough', async () => {
      const payment = createPayment()
      await payment.authorize()
      expect(await payment.cancel()).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.cancel()).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.find()).toMatchObject({ status: 'CANCELED' })
    })

    it('refuses an authorization that comes after its cancellation', async () => {
      const payment = createPayment()
      expect(await payment.cancel()).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.authorize()).toMatchObject({ outcome: 'declined' })
    })

    it('captures no more than was authorized, and nothing of what was taken back', async () => {
      const payment = createPayment()
      await payment.authorize()
      expect(await payment.capture(10_001n, true)).toMatchObject({ outcome: 'declined' })
      expect(await payment.find()).toMatchObject({ status: 'REQUIRES_CAPTURE', amount: 10_000n, currency: 'EUR' })
      await payment.cancel()
      expect(await payment.capture(10_000n, true, 2)).toMatchObject({ outcome: 'declined' })
      expect(await payment.find()).toMatchObject({ status: 'CANCELED', amountCaptured: 0n })
    })

    it('gives back in parts, and never more than was captured', async () => {
      const payment = createPayment()
      await payment.authorize()
      await payment.capture(10_000n, true)
      const id = randomUUID()
      expect(await payment.refund(6_000n, id)).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.refund(6_000n, id)).toMatchObject({ outcome: 'succeeded' })
      expect(await payment.find()).toMatchObject({ amountRefunded: 6_000n })
      expect(await payment.refund(4_001n)).toMatchObject({ outcome: 'declined' })
    })

    it('knows of nothing that it was not asked for', async () => {
      expect(await createPayment().find()).toBeNull()
    })

    it('tells of a bank that withdraws money', async () => {
      const payment = createPayment('pm_card_createDispute')
      await payment.authorize()
      await payment.capture(10_000n, true)
      const { disputes } = (await payment.find()) ?? { disputes: [] }
      expect(disputes).toMatchObject([{ amount: 10_000n, fee: 1_500n, isWithdrawn: true }])
    })

    it('reads its webhooks, and refuses those of others, of long ago, and that were changed', async () => {
      const payment = createPayment()
      await payment.authorize()
      const { paymentId } = payment
      const { body, headers } = await world.webhook(paymentId)
      const { readWebhook } = world.provider
      expect(readWebhook(body, headers)).toMatchObject({
        paymentId,
        snapshot: { status: 'REQUIRES_CAPTURE', amountCaptured: 0n },
      })
      const refuse = (text: string, signed: Headers) => expect(() => readWebhook(text, signed)).toThrow(WebhookRefused)
      refuse(body.replace('capture', 'Capture'), headers)
      refuse(body, new Headers())
      refuse(body, (await world.webhook(paymentId, { secret: 'whsec_of_another' })).headers)
      refuse(body, (await world.webhook(paymentId, { at: new Date(Date.now() - 400_000) })).headers)
    })
  })
}
