import { RequestRefused } from '../errors.ts'
import type { OperationRequest } from '../operations/operation.ts'

/**
 * The parameters of a GraphQL request (GraphQL over HTTP, 5.1), from the JSON of a POST or the query string of a GET, where
 * variables and extensions are JSON texts. Refuses (400) what has another type than it must have.
 */
export function readParameters(asked: unknown, method: 'GET' | 'POST'): OperationRequest {
  if (!isRecord(asked)) throw refused('The request must be a JSON object.')
  const query = text(asked, 'query')
  const documentId = text(asked, 'documentId')
  const operationName = text(asked, 'operationName')
  const variables = record(asked, 'variables', method)
  const extensions = record(asked, 'extensions', method)
  return { query, documentId, operationName, variables, extensions }
}

function text(asked: Record<string, unknown>, name: string): string | null {
  const value = asked[name] ?? null
  if (value !== null && typeof value !== 'string') throw refused(`"${name}" must be a string.`)
  return value
}

function record(asked: Record<string, unknown>, name: string, method: string): Record<string, unknown> | null {
  const given = asked[name] ?? null
  const value = method === 'GET' && typeof given === 'string' ? parse(given, name) : given
  if (value === null || isRecord(value)) return value
  throw refused(`"${name}" must be an object.`)
}

function parse(given: string, name: string): unknown {
  try {
    return JSON.parse(given)
  } catch {
    throw refused(`"${name}" must be JSON.`)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(message: string): RequestRefused {
  return new RequestRefused(400, 'BAD_REQUEST', message)
}
