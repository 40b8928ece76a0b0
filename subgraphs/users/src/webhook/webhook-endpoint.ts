import { refuseIfAny, type UserError } from '@shop/subgraph/user-errors'
import { fault } from '../errors.ts'
import { webhookEvents } from './webhook-events.ts'
import { webhookUrlProblem, type WebhookRules } from './webhook-url.ts'

/** What staff say of an endpoint. */
export type EndpointInput = { url: string; eventTypes: readonly string[]; description: string }

const MOST_TYPES = 50
const LONGEST_DESCRIPTION = 200
const KNOWN = new Set(webhookEvents.map(({ name }) => name))

/**
 * Throws a Refusal for what cannot be: INVALID_WEBHOOK_URL, UNKNOWN_EVENT_TYPE, BLANK, TOO_MANY, TOO_LONG. Only what is
 * there is checked.
 */
export function checkEndpoint(input: Partial<EndpointInput>, rules: WebhookRules): void {
  const { url, eventTypes, description } = input
  const problem = url === undefined ? null : webhookUrlProblem(url, rules)
  refuseIfAny(
    problem === null ? null : fault('INVALID_WEBHOOK_URL', ['input', 'url'], problem),
    eventTypes === undefined ? null : checkTypes(eventTypes),
    description !== undefined && description.trim().length > LONGEST_DESCRIPTION
      ? fault('TOO_LONG', ['input', 'description'])
      : null,
  )
}

function checkTypes(eventTypes: readonly string[]): UserError | null {
  const field = ['input', 'eventTypes']
  if (eventTypes.length === 0) return fault('BLANK', field, 'At least one type of event.')
  if (eventTypes.length > MOST_TYPES) return fault('TOO_MANY', field, `At most ${MOST_TYPES} types.`)
  const unknown = eventTypes.findIndex((name) => !KNOWN.has(name))
  return unknown === -1 ? null : fault('UNKNOWN_EVENT_TYPE', [...field, String(unknown)])
}
