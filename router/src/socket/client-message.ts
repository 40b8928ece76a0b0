import type { OperationRequest } from '../operations/operation.ts'
import { readParameters } from '../http/request-parameters.ts'

/** What a client may say: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export type ClientMessage =
  | { type: 'connection_init'; payload: Record<string, unknown> }
  | { type: 'ping' | 'pong'; payload: Record<string, unknown> | undefined }
  | { type: 'subscribe'; id: string; request: OperationRequest }
  | { type: 'complete'; id: string }

/** Not a message of the protocol. What it says is for the client, and short enough for the reason of a closure. */
export class BadMessage extends Error {
  override name = 'BadMessage'
}

const LONGEST_ID = 256

/** Throws `BadMessage`. */
export function readMessage(text: string): ClientMessage {
  const message = parse(text)
  if (!isRecord(message)) throw new BadMessage('A message must be a JSON object.')
  const { type, payload } = message
  switch (type) {
    case 'connection_init':
      return { type, payload: payloadOf(payload, type) ?? {} }
    case 'ping':
    case 'pong':
      return { type, payload: payloadOf(payload, type) }
    case 'subscribe':
      return { type, id: idOf(message), request: requestIn(payload) }
    case 'complete':
      return { type, id: idOf(message) }
    default:
      throw new BadMessage('A message must have a type that clients send.')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // Nesting that runs out of stack is a RangeError.
    if (error instanceof SyntaxError || error instanceof RangeError) throw new BadMessage('A message must be JSON.')
    throw error
  }
}

function payloadOf(payload: unknown, type: string): Record<string, unknown> | undefined {
  if (payload === undefined || payload === null) return undefined
  if (!isRecord(payload)) throw new BadMessage(`The payload of ${type} must be an object.`)
  return payload
}

function idOf({ id }: Record<string, unknown>): string {
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID) {
    throw new BadMessage(`An id must be a string of 1 to ${LONGEST_ID} characters.`)
  }
  return id
}

function requestIn(payload: unknown): OperationRequest {
  if (!isRecord(payload)) throw new BadMessage('The payload of subscribe must be an object.')
  const { query, documentId, extensions } = payload
  // Persisted operations come without a text, by an id or by a hash in the extensions.
  if (typeof query !== 'string' && typeof documentId !== 'string' && !(query == null && isRecord(extensions))) {
    throw new BadMessage('The payload of subscribe must have a query.')
  }
  try {
    return readParameters(payload, 'POST')
  } catch (error) {
    throw new BadMessage(error instanceof Error ? error.message : String(error))
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
