import type { HTTPGraphQLRequest, HTTPGraphQLResponse } from '@apollo/server'
import type { FormattedExecutionResult } from 'graphql'
import type { RequestContext } from '../request-context.ts'

export type EngineRequest = { query: string; operationName?: string | null; variables?: Record<string, unknown> | null }

/** What executes queries and mutations. */
export type Engine = {
  executeHttp(request: HTTPGraphQLRequest, context: RequestContext): Promise<HTTPGraphQLResponse>
  execute(request: EngineRequest, context: RequestContext): Promise<FormattedExecutionResult>
  stop(): Promise<void>
}
