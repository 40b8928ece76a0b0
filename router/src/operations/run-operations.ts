import { getVariableValues } from 'graphql'
import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import type { Engine } from '../engine/engine.ts'
import { codedError, RequestRefused } from '../errors.ts'
import { reportErrors } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import { OperationInvalid } from './prepare-operations.ts'
import type { PrepareOperation } from './prepare-operations.ts'
import { isDeeperThan } from './variable-depth.ts'
import { withoutSuggestion } from './without-suggestion.ts'
import type { OperationRequest, OperationRun, PreparedOperation } from './operation.ts'

/** The answer to one operation, in the client's form. */
export type OperationAnswer = {
  /** The whole answer as JSON text; as bytes when they were there. */
  body: string | Buffer
  /** Nothing was executed: there is no `data`, and these are the errors. */
  refused: readonly GraphQLFormattedError[] | null
  /** The HTTP status that says the same. */
  status: number
  headers: Record<string, string>
}

export type Operations = {
  /** Parses, validates and coerces; throws `RequestRefused` and `OperationInvalid`. */
  begin(request: OperationRequest, context: RequestContext): Promise<OperationRun>
  /** The same operation again, on the current supergraph and in another context. Throws as `begin` does. */
  again(run: OperationRun, context: RequestContext): OperationRun
  /** Executes what `begin` gave. Rejects with `RequestRefused` when a policy refuses. */
  finish(run: OperationRun): Promise<OperationAnswer>
  /** An answer that has errors only. */
  refuse(errors: readonly GraphQLError[], context: RequestContext): OperationAnswer
}

const BAD_REQUEST = 400

/** Everything between a request and the engine: which document, which operation, which variables, what the policies say. */
export function createOperations({
  prepare,
  plugins,
  engine,
  maxVariableDepth,
  introspection,
}: {
  prepare: PrepareOperation
  plugins: readonly RouterPlugin[]
  engine: Engine
  maxVariableDepth: number
  /** Whether clients may read the schema. */
  introspection: boolean
}): Operations {
  const librarians = plugins.filter((plugin) => plugin.onDocument)
  const watchers = plugins.filter((plugin) => plugin.onOperation)
  const finishers = plugins.filter((plugin) => plugin.onExecuted).toReversed()

  async function begin(request: OperationRequest, context: RequestContext): Promise<OperationRun> {
    let text = request.query
    for (const plugin of librarians) {
      const found = plugin.onDocument?.(request, context)
      text = (found instanceof Promise ? await found : found) ?? text
    }
    if (typeof text !== 'string' || text === '') {
      throw new RequestRefused(BAD_REQUEST, 'BAD_REQUEST', 'The request has no query.')
    }
    const prepared = prepare(text, request.operationName || null)
    context.activity.kind = prepared.kind
    if (prepared.name !== null) context.activity.operation = prepared.name
    const variables = request.variables ?? {}
    if (isDeeperThan(maxVariableDepth, variables)) {
      throw new RequestRefused(400, 'QUERY_TOO_COMPLEX', `The variables have more than ${maxVariableDepth} levels.`)
    }
    return runOf(prepared, variables, context)
  }

  function runOf(
    prepared: PreparedOperation,
    variables: Record<string, unknown>,
    context: RequestContext,
  ): OperationRun {
    return {
      prepared,
      variables,
      values: coerce(prepared, variables, introspection),
      context,
      withheld: null,
      errors: [],
      extensions: {},
      headers: {},
      executed: null,
    }
  }

  function again(
    { prepared: { text, name }, variables, extensions }: OperationRun,
    context: RequestContext,
  ): OperationRun {
    return { ...runOf(prepare(text, name), variables, context), extensions }
  }

  async function finish(run: OperationRun): Promise<OperationAnswer> {
    for (const plugin of watchers) {
      const waiting = plugin.onOperation?.(run)
      // Waiting costs a turn of the queue, also for what is there already.
      if (waiting) await waiting
    }
    const executed = run.executed ?? (await engine.execute(run))
    for (const plugin of finishers) {
      const waiting = plugin.onExecuted?.(run, executed)
      if (waiting) await waiting
    }
    const errors = run.errors.length > 0 ? [...run.errors, ...executed.errors] : executed.errors
    if (executed.body && errors.length === 0 && isEmpty(run.extensions)) {
      return { body: executed.body, refused: null, status: 200, headers: run.headers }
    }
    const before = errors.length > 0 ? `"errors":${JSON.stringify(reportErrors(plugins, errors, run.context))},` : ''
    const after = isEmpty(run.extensions) ? '' : `,"extensions":${JSON.stringify(run.extensions)}`
    return { body: `{${before}"data":${executed.data}${after}}`, refused: null, status: 200, headers: run.headers }
  }

  function refuse(errors: readonly GraphQLError[], context: RequestContext): OperationAnswer {
    const refused = reportErrors(plugins, errors, context)
    return { body: JSON.stringify({ errors: refused }), refused, status: BAD_REQUEST, headers: {} }
  }

  return { begin, again, finish, refuse }
}

function coerce(
  { supergraph, operation }: PreparedOperation,
  variables: Record<string, unknown>,
  introspection: boolean,
): Record<string, unknown> {
  const definitions = operation.variableDefinitions
  if (!definitions || definitions.length === 0) return {}
  const { errors, coerced } = getVariableValues(supergraph.clientSchema, definitions, variables, { maxErrors: 10 })
  if (!errors) return coerced
  const told = (message: string): string => (introspection ? message : withoutSuggestion(message))
  throw new OperationInvalid(errors.map((error) => codedError('BAD_USER_INPUT', told(error.message), { cause: error })))
}

function isEmpty(record: Record<string, unknown>): boolean {
  for (const _ in record) return false
  return true
}
