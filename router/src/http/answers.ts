import type { RequestRefused } from '../errors.ts'
import type { HttpAnswer } from '../plugin.ts'

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  }
}

/** One error in the form of a GraphQL answer, whatever went wrong: clients need to know only one form. */
export function errorAnswer(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): HttpAnswer {
  return jsonAnswer(status, { errors: [{ message, extensions: { code } }] }, headers)
}

export function refusalAnswer({ status, code, message, headers }: RequestRefused): HttpAnswer {
  return errorAnswer(status, code, message, headers)
}
