import { answerRequest, SILENT_TOKEN } from './sandbox-intent.ts'
import type { SandboxRequest } from './sandbox-intent.ts'
import { sandboxPageUrl } from './sandbox-page.ts'
import type { SandboxStore } from './sandbox-store.ts'
import type { PaymentProvider } from './provider.ts'

/** The built-in provider: moves no money, and otherwise behaves as one that is a company of its own. */
export function createSandboxProvider(store: SandboxStore, publicUrl: string): PaymentProvider {
  async function ask(
    { idempotencyKey, paymentId, signal }: { idempotencyKey: string; paymentId: string; signal: AbortSignal },
    request: SandboxRequest,
  ) {
    signal.throwIfAborted()
    return store.answerOnce(idempotencyKey, paymentId, request, (intent) =>
      answerRequest(intent, request, sandboxPageUrl(publicUrl, paymentId)),
    )
  }

  return {
    async authorize(request) {
      const { amount, currency, paymentMethod, customerActed, signal } = request
      const answer = await ask(request, { operation: 'authorize', amount, currency, paymentMethod, customerActed })
      return paymentMethod === SILENT_TOKEN ? silence(signal) : answer
    },
    async capture(request) {
      return settled(await ask(request, { operation: 'capture', amount: request.amount, currency: request.currency }))
    },
    async cancel(request) {
      return settled(await ask(request, { operation: 'cancel' }))
    },
    async refund(request) {
      return settled(await ask(request, { operation: 'refund', amount: request.amount, currency: request.currency }))
    },
  }
}

/** Rejects when the caller gives up. */
function silence(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  if (signal.aborted) reject(signal.reason as Error)
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  return promise
}

function settled<Answer extends { outcome: string }>(answer: Answer): Exclude<Answer, { outcome: 'requires_action' }> {
  if (answer.outcome === 'requires_action') throw new Error('the sandbox asks for action only when it authorizes')
  return answer as Exclude<Answer, { outcome: 'requires_action' }>
}
