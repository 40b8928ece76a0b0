import { RequestRefused } from '../errors.ts'

/**
 * The form of an answer. `legacy`: the client asked for `application/json` by name, the media type of the time before
 * GraphQL over HTTP, in which a well-formed request that cannot be executed has the status 200.
 */
export type AnswerForm = { contentType: string; legacy: boolean }

const JSON_TYPE = 'application/json'
const RESPONSE_TYPE = 'application/graphql-response+json'
const RESPONSE: AnswerForm = { contentType: `${RESPONSE_TYPE}; charset=utf-8`, legacy: false }
const LEGACY: AnswerForm = { contentType: `${JSON_TYPE}; charset=utf-8`, legacy: true }
/** For those who do not say what they want, or take anything. */
export const PLAIN: AnswerForm = { contentType: `${JSON_TYPE}; charset=utf-8`, legacy: false }

const KEPT_CHOICES = 200
const choices = new Map<string, AnswerForm | null>()

/** What `accept` asks for (RFC 9110, 12.5.1). Refuses with 406 when we have nothing of it. */
export function answerForm(accept: string | undefined): AnswerForm {
  if (accept === undefined || accept === '*/*') return PLAIN
  let form = choices.get(accept)
  if (form === undefined) {
    form = choose(accept)
    if (choices.size < KEPT_CHOICES) choices.set(accept, form)
  }
  if (form) return form
  throw new RequestRefused(406, 'NOT_ACCEPTABLE', `Accept ${RESPONSE_TYPE} or ${JSON_TYPE}, in UTF-8.`)
}

function choose(accept: string): AnswerForm | null {
  const weights = new Map<string, number>()
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((text) => text.trim())
    if (!isUtf8(parameters)) continue
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    weights.set(type, weight === undefined ? 1 : Number(weight) || 0)
  }
  const response = weights.get(RESPONSE_TYPE) ?? 0
  const json = weights.get(JSON_TYPE) ?? 0
  const any = weights.get('application/*') ?? weights.get('*/*') ?? 0
  // Named types come before ranges of equal weight, and the newer of two that are liked equally comes first.
  if (response > 0 && response >= json && response >= any) return RESPONSE
  if (json > 0 && json >= any) return LEGACY
  if (any === 0) return null
  // A range stands for what is not named: a type with q=0 is not wanted.
  if (weights.get(JSON_TYPE) !== 0) return PLAIN
  return weights.get(RESPONSE_TYPE) === 0 ? null : RESPONSE
}

export type WantsEvents = 'always' | 'for subscriptions' | 'never'

const STREAM_TYPE = 'text/event-stream'

/**
 * Whether a client wants server-sent events: for everything that it asks, or for what has no other form, which are subscriptions.
 */
export function wantsEvents(accept: string | undefined): WantsEvents {
  if (accept === STREAM_TYPE) return 'always'
  if (!accept?.includes(STREAM_TYPE)) return 'never'
  return accept.includes('json') || accept.includes('*/*') || accept.includes('application/*')
    ? 'for subscriptions'
    : 'always'
}

/** The media types that a request's body may have. A browser sends none of them for a page of another origin without asking. */
const BODY_TYPES = new Set([JSON_TYPE, 'application/graphql+json'])

/** Refuses (415) a body that is not JSON in UTF-8 by what its headers say. */
export function assertJsonBody(contentType: string | undefined): void {
  // As nearly everybody sends it.
  if (contentType === JSON_TYPE) return
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((text) => text.trim())
  if (!BODY_TYPES.has(type)) throw unsupported('Send the request as content-type: application/json.')
  if (!isUtf8(parameters)) throw unsupported('Send the request in UTF-8: no other charset is read.')
}

function isUtf8(parameters: readonly string[]): boolean {
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  return charset === undefined || /^"?utf-?8"?$/.test(charset)
}

function unsupported(message: string): RequestRefused {
  return new RequestRefused(415, 'UNSUPPORTED_MEDIA_TYPE', message)
}
