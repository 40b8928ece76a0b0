import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { AnswerHeaders, SubgraphAnswer } from './subgraph-fetch.ts'

/** Bytes of a body, as it came and also when it is unpacked. */
export const LONGEST_BODY = 256 << 20
const LONGEST = { maxOutputLength: LONGEST_BODY }

const DECODERS: Record<string, (packed: Buffer) => Promise<Buffer>> = {
  gzip: (packed) => promisify(gunzip)(packed, LONGEST),
  deflate: (packed) => promisify(inflate)(packed, LONGEST),
  br: (packed) => promisify(brotliDecompress)(packed, LONGEST),
}

/** Unpacks a body by its `content-encoding`. Rejects when the encoding is not known or the body is damaged. */
export async function unpack(body: Buffer, encoding: string): Promise<string> {
  const decode = DECODERS[encoding]
  if (!decode) throw new Error(`It answered with content-encoding "${encoding}".`)
  return (await decode(body)).toString('utf8')
}

/** A subgraph may answer with any status, as long as what it says is a GraphQL result. Throws when it is none. */
export function readAnswer(status: number, text: string, headers: AnswerHeaders): SubgraphAnswer {
  let result: unknown
  try {
    result = JSON.parse(text)
  } catch (cause) {
    throw new Error(`It answered ${status} with something that is not JSON.`, { cause })
  }
  const { data, errors, extensions } = (result ?? {}) as SubgraphAnswer
  if (data === undefined && !Array.isArray(errors)) throw new Error(`It answered ${status} without data and errors.`)
  const answer: SubgraphAnswer = { data: data ?? null, headers, unescaped: !text.includes('\\') }
  if (Array.isArray(errors)) answer.errors = errors.map(readError)
  if (extensions) answer.extensions = extensions
  return answer
}

/**
 * An answer that came before, byte for byte, when it was one without errors. It is read only when somebody wants to know
 * more of it than that.
 */
export class UnchangedAnswer implements SubgraphAnswer {
  readonly unchanged = true
  readonly body: Buffer
  readonly headers: AnswerHeaders
  private known: SubgraphAnswer | null = null

  constructor(body: Buffer, headers: AnswerHeaders) {
    this.body = body
    this.headers = headers
  }

  get data(): Record<string, unknown> | null {
    return this.read().data ?? null
  }

  get errors(): readonly GraphQLFormattedError[] | undefined {
    return undefined
  }

  get extensions(): Readonly<Record<string, unknown>> | undefined {
    return this.read().extensions
  }

  get unescaped(): boolean {
    return this.read().unescaped ?? false
  }

  private read(): SubgraphAnswer {
    this.known ??= readAnswer(200, this.body.toString('utf8'), this.headers)
    return this.known
  }
}

/** The result that an event brings, of which likewise only what has its form is taken. */
export function readEvent(said: unknown): ExecutionResult {
  const { data, errors, extensions } = (isRecord(said) ? said : {}) as ExecutionResult
  return {
    ...(data === undefined ? {} : { data }),
    ...(Array.isArray(errors) ? { errors: errors.map(readError) as unknown as GraphQLError[] } : {}),
    ...(isRecord(extensions) ? { extensions } : {}),
  }
}

/** An error of which only what has the form that the specification gives it is taken (GraphQL, 7.1.2). */
export function readError(said: unknown): GraphQLFormattedError {
  const { message, path, extensions } = (said ?? {}) as Record<string, unknown>
  return {
    message: typeof message === 'string' ? message : '',
    ...(isPath(path) ? { path } : {}),
    ...(isRecord(extensions) ? { extensions } : {}),
  }
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || Number.isInteger(key))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
