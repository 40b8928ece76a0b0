import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

// The parts of Stripe's API that the adapter uses, as its documentation describes them: form-encoded requests, idempotency keys that
// replay the first answer, test payment methods, PaymentIntents with manual capture and multicapture, refunds, disputes.

export const STRIPE_KEY = 'sk_test_local'

type Intent = {
  id: string
  object: 'payment_intent'
  status: string
  amount: number
  amount_capturable: number
  amount_received: number
  currency: string
  customer: string | null
  metadata: Record<string, string>
  next_action: object | null
  last_payment_error: object | null
  latest_charge: {
    id: string
    payment_method_details: { card: { multicapture: { status: string } } }
  } | null
}
type Answer = { status: number; body: object }
type Form = Record<string, string>

/** What is wrong with the next request that moves money: it is done and answered with 500, or never. */
export type StripeFault = 'forget' | 'silence'

/** Stripe's error, by its documentation. */
class Refused extends Error {
  readonly status: number
  readonly error: object
  constructor(status: number, error: { type: string; code?: string; [field: string]: unknown }) {
    super(error.code ?? error.type)
    this.status = status
    this.error = { message: `refused: ${error.code ?? error.type}`, ...error }
  }
}

const invalid = (code: string, more: object = {}) => new Refused(400, { type: 'invalid_request_error', code, ...more })

export async function startStripeServer({ multicapture = true } = {}) {
  const intents = new Map<string, Intent>()
  const refunds: {
    id: string
    object: 'refund'
    payment_intent: string
    amount: number
    status: string
    metadata: Record<string, string>
  }[] = []
  const disputes: object[] = []
  const moves: { source: string; type: 'charge'; amount: number; fee: number; currency: string }[] = []
  let isBooking = true
  const answers = new Map<string, { parameters: string; answer: Answer }>()
  const events: { id: string; type: string; data: { object: object } }[] = []
  let fault: StripeFault | null = null
  let requests = 0

  function tell(type: string, object: object): void {
    events.push({ id: `evt_${randomUUID()}`, type, data: { object: structuredClone(object) } })
  }

  function intentOf(id: string): Intent {
    const intent = intents.get(id)
    if (!intent) throw invalid('resource_missing', { param: 'intent' })
    return intent
  }

  function create(form: Form): Intent {
    const id = `pi_${randomUUID()}`
    const intent: Intent = {
      id,
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount: Number(form.amount),
      amount_capturable: 0,
      amount_received: 0,
      currency: form.currency ?? '',
      customer: form.customer ?? null,
      metadata: metadataOf(form),
      next_action: null,
      last_payment_error: null,
      latest_charge: null,
    }
    if (form.capture_method !== 'manual' || !(intent.amount > 0)) throw invalid('parameter_invalid_integer')
    intents.set(id, intent)
    return intent
  }

  function authorize(intent: Intent, form: Form): Intent {
    const isMulticapture = multicapture && form['payment_method_options[card][request_multicapture]'] === 'if_available'
    const card = { multicapture: { status: isMulticapture ? 'available' : 'unavailable' } }
    Object.assign(intent, {
      status: 'requires_capture',
      amount_capturable: intent.amount,
      next_action: null,
      latest_charge: { id: `ch_${randomUUID()}`, object: 'charge', payment_method_details: { card } },
    })
    tell('payment_intent.amount_capturable_updated', intent)
    return intent
  }

  function confirm(intent: Intent, form: Form): Intent {
    if (intent.status !== 'requires_payment_method') throw invalid('payment_intent_unexpected_state')
    const decline = (code: string, declineCode?: string): never => {
      const error = { type: 'card_error', code, decline_code: declineCode, payment_intent: intent }
      intent.last_payment_error = { code, decline_code: declineCode }
      tell('payment_intent.payment_failed', intent)
      throw new Refused(402, error)
    }
    const { payment_method: method = '' } = form
    methods.set(intent.id, method)
    switch (method) {
      case 'pm_card_visa':
      case 'pm_card_createDispute':
        return authorize(intent, form)
      case 'pm_card_chargeDeclined':
        return decline('card_declined', 'generic_decline')
      case 'pm_card_authenticationRequired': {
        if (form.off_session === 'true') return decline('authentication_required', 'authentication_required')
        if (!form.return_url) throw invalid('parameter_missing', { param: 'return_url' })
        intent.status = 'requires_action'
        intent.next_action = {
          type: 'redirect_to_url',
          redirect_to_url: { url: `https://hooks.stripe.test/${intent.id}`, return_url: form.return_url },
        }
        tell('payment_intent.requires_action', intent)
        return intent
      }
      default:
        throw invalid('resource_missing', { param: 'payment_method' })
    }
  }
  const methods = new Map<string, string>()

  function capture(intent: Intent, form: Form): Intent {
    const amount = Number(form.amount_to_capture)
    const isLast = form.final_capture !== 'false'
    if (intent.status !== 'requires_capture') throw invalid('payment_intent_unexpected_state')
    if (amount > intent.amount_capturable || (amount === 0 && intent.amount_received === 0)) {
      throw invalid('amount_too_large')
    }
    if (!isLast && !isMulticapture(intent)) throw invalid('parameter_unknown', { param: 'final_capture' })
    intent.amount_received += amount
    // 1.5 % and 25 cents, as for cards of the European Economic Area.
    const move = { type: 'charge' as const, amount, fee: Math.round(amount * 0.015) + 25, currency: intent.currency }
    if (amount > 0) moves.push({ source: intent.latest_charge?.id ?? '', ...move })
    intent.amount_capturable = isLast ? 0 : intent.amount_capturable - amount
    if (intent.amount_capturable === 0) intent.status = 'succeeded'
    if (intent.status !== 'succeeded') return intent
    tell('payment_intent.succeeded', intent)
    if (methods.get(intent.id) === 'pm_card_createDispute') dispute(intent)
    return intent
  }

  function dispute(intent: Intent): void {
    const { id, currency, amount_received: amount } = intent
    const withdrawn = [{ amount: -amount, fee: 1_500, net: -amount - 1_500, currency }]
    const object = { object: 'dispute', id: `dp_${randomUUID()}`, payment_intent: id, amount, currency }
    disputes.push({ ...object, status: 'needs_response', balance_transactions: withdrawn })
    tell('charge.dispute.funds_withdrawn', disputes.at(-1) ?? {})
  }

  function refund(form: Form): object {
    const intent = intentOf(form.payment_intent ?? '')
    const given = refunds.filter((one) => one.payment_intent === intent.id).reduce((sum, one) => sum + one.amount, 0)
    const amount = Number(form.amount)
    if (intent.status !== 'succeeded' || given + amount > intent.amount_received) {
      throw invalid('charge_already_refunded')
    }
    const made = {
      id: `re_${randomUUID()}`,
      object: 'refund' as const,
      payment_intent: intent.id,
      amount,
      status: 'succeeded',
      metadata: metadataOf(form),
    }
    refunds.push(made)
    tell('refund.created', made)
    return made
  }

  function cancel(intent: Intent): Intent {
    if (intent.status === 'canceled' || intent.status === 'succeeded') throw invalid('payment_intent_unexpected_state')
    Object.assign(intent, { status: 'canceled', amount_capturable: 0 })
    tell('payment_intent.canceled', intent)
    return intent
  }

  function change(path: string, form: Form): object {
    const [, , resource, id, action] = path.split('/')
    if (resource === 'customers') return { id: `cus_${randomUUID()}`, object: 'customer' }
    if (resource === 'refunds') return refund(form)
    if (resource === 'payment_intents' && id === undefined) return create(form)
    if (resource === 'payment_intents' && action === 'confirm') return confirm(intentOf(id ?? ''), form)
    if (resource === 'payment_intents' && action === 'capture') return capture(intentOf(id ?? ''), form)
    if (resource === 'payment_intents' && action === 'cancel') return cancel(intentOf(id ?? ''))
    throw new Refused(404, { type: 'invalid_request_error' })
  }

  function read({ pathname, searchParams }: URL): object {
    const [, , resource, id] = pathname.split('/')
    const list = (data: object[]) => ({ object: 'list', data, has_more: false })
    const name = searchParams.get('payment_intent')
    const ofIntent = (one: object) => (one as { payment_intent: string }).payment_intent === name
    if (resource === 'refunds') return list(refunds.filter(ofIntent))
    if (resource === 'disputes') return list(disputes.filter(ofIntent))
    if (resource === 'balance_transactions') {
      const known = moves.filter(({ source }) => source === searchParams.get('source'))
      return list(isBooking ? known : known.slice(0, 1))
    }
    if (id !== 'search') return intentOf(id ?? '')
    const [, paymentId] = /^metadata\['payment_id'\]:'([\w-]+)'$/.exec(searchParams.get('query') ?? '') ?? []
    return list([...intents.values()].filter(({ metadata }) => metadata.payment_id === paymentId))
  }

  function once(key: string, path: string, form: Form): Answer {
    const parameters = JSON.stringify([path, form])
    const known = answers.get(key)
    if (known) {
      if (known.parameters === parameters) return known.answer
      return {
        status: 400,
        body: { error: { type: 'idempotency_error', message: 'Keys are for the same parameters.' } },
      }
    }
    const answer = attempt(() => change(path, form))
    answers.set(key, { parameters, answer })
    return answer
  }

  function attempt(work: () => object): Answer {
    try {
      // As it is now: later requests change the object.
      return { status: 200, body: structuredClone(work()) }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { status: error.status, body: { error: structuredClone(error.error) } }
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1
    const url = new URL(request.url ?? '/', 'http://stripe.test')
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(await request.toArray()).toString('utf8')))
    const send = ({ status, body }: Answer) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== `Bearer ${STRIPE_KEY}`) {
      return send({ status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API key.' } } })
    }
    if (request.method === 'GET') return send(attempt(() => read(url)))
    const key = String(request.headers['idempotency-key'])
    const done = once(key, url.pathname, form)
    const movesMoney = /\/(confirm|capture|cancel)$|\/refunds$/.test(url.pathname)
    const wrong = movesMoney ? fault : null
    if (movesMoney) fault = null
    if (wrong === 'silence') return
    if (wrong === 'forget') return send({ status: 500, body: { error: { type: 'api_error', message: 'Sorry.' } } })
    return send(done)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    /** What Stripe would have sent, oldest first. */
    events,
    requests: () => requests,
    failNext(wrong: StripeFault) {
      fault = wrong
    },
    /** A day goes by: what comes with a key that was used is done again. */
    forgetKeys() {
      answers.clear()
    },
    /** Whether captures come to the account at once; else only the first of each payment does. */
    setBooking(now: boolean) {
      isBooking = now
    },
    countIntents: () => intents.size,
    /** Somebody captures all of a payment in Stripe's dashboard. */
    captureByHand(paymentId: string) {
      const intent = [...intents.values()].find(({ metadata }) => metadata.payment_id === paymentId)
      if (intent) capture(intent, { amount_to_capture: `${intent.amount_capturable}` })
    },
    /** The customer says yes at their bank. */
    act(paymentId: string) {
      const intent = [...intents.values()].find(({ metadata }) => metadata.payment_id === paymentId)
      if (intent?.status === 'requires_action') authorize(intent, {})
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function metadataOf(form: Form): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? []
      return key ? [[key, value]] : []
    }),
  )
}

function isMulticapture({ latest_charge: charge }: Intent): boolean {
  return charge?.payment_method_details.card.multicapture.status === 'available'
}
