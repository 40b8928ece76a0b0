import type { ExecutionResult } from 'graphql'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { codedError } from './errors.ts'
import { readBody } from './http-body.ts'
import type { Subgraph, SubgraphRequest } from './subgraph.ts'

const RESPONSE_TYPE = 'application/graphql-response+json'

/** HTTP statuses of results without data. The rest is 400, or 200 for those who ask for plain JSON. */
const STATUS: Readonly<Record<string, number>> = {
  TOKEN_EXPIRED: 401,
  TOKEN_INVALID: 401,
  PAYLOAD_TOO_LARGE: 413,
  BAD_REQUEST: 400,
  SUBGRAPH_UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
}

function flatten(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const flat: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(headers)) flat[name] = Array.isArray(value) ? value.join(', ') : value
  return flat
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The GraphQL part of a body: `{ query, operationName?, variables? }`. Throws BAD_REQUEST when it is none. */
function parseBody(text: string): Pick<SubgraphRequest, 'query' | 'operationName' | 'variables'> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw codedError('BAD_REQUEST', 'The body is no JSON.')
  }
  if (!isRecord(body) || typeof body.query !== 'string')
    throw codedError('BAD_REQUEST', 'The body has no "query" text.')
  const { query, operationName, variables } = body
  if (operationName != null && typeof operationName !== 'string') {
    throw codedError('BAD_REQUEST', '"operationName" must be text.')
  }
  if (variables != null && !isRecord(variables)) throw codedError('BAD_REQUEST', '"variables" must be an object.')
  return { query, operationName, variables }
}

function statusOf(result: ExecutionResult, plainJson: boolean): number {
  if ('data' in result) return 200
  const code = String(result.errors?.[0]?.extensions.code)
  return STATUS[code] ?? (plainJson ? 200 : 400)
}

/**
 * Answers POST /graphql as https://graphql.github.io/graphql-over-http/ has it. Not through graphql-http: that parses
 * every document anew, reads the body without a limit and knows no 401.
 */
export async function answerOverHttp(
  subgraph: Subgraph,
  request: IncomingMessage,
  response: ServerResponse,
  maxBodyBytes: number,
): Promise<void> {
  const plainJson = !(request.headers.accept ?? '').includes(RESPONSE_TYPE)
  const leaving = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) leaving.abort()
  })
  let result: ExecutionResult
  try {
    if (!/^application\/json(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
      throw codedError('BAD_REQUEST', 'The body must be sent as application/json.')
    }
    const body = parseBody(await readBody(request, maxBodyBytes))
    result = await subgraph.execute({ ...body, headers: flatten(request.headers), signal: leaving.signal })
  } catch (error) {
    // Only what is wrong with the request itself is thrown here; execute() never rejects.
    result = { errors: [error as NonNullable<ExecutionResult['errors']>[number]] }
    response.setHeader('connection', 'close')
  }
  if (leaving.signal.aborted) return
  const text = JSON.stringify(result)
  response.writeHead(statusOf(result, plainJson), {
    'content-type': `${plainJson ? 'application/json' : RESPONSE_TYPE}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
