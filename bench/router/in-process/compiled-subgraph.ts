import { parse } from 'graphql'
import type { ExecutionResult } from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import type { CompiledQuery } from 'graphql-jit'
import { subgraphSchema } from '../graph/subgraphs.ts'
import type { SubgraphName } from '../graph/subgraphs.ts'

export type SubgraphQuery = {
  query: string
  variables?: Record<string, unknown> | null
  operationName?: string | null
}

export type CompiledSubgraph = {
  answer(query: SubgraphQuery): Promise<ExecutionResult>
  answerAsText(query: SubgraphQuery): Promise<string>
}

/** A subgraph whose operations are compiled once by graphql-jit. */
export function compileSubgraph(name: SubgraphName): CompiledSubgraph {
  const schema = subgraphSchema(name)
  const compiled = new Map<string, CompiledQuery>()

  function compile(query: string, operationName?: string | null): CompiledQuery {
    const known = compiled.get(query)
    if (known) return known
    const made = compileQuery(schema, parse(query), operationName ?? undefined)
    if (!isCompiledQuery(made)) throw new AggregateError(made.errors ?? [], `${name} cannot compile ${query}`)
    compiled.set(query, made)
    return made
  }

  const answer = async ({ query, variables, operationName }: SubgraphQuery): Promise<ExecutionResult> =>
    compile(query, operationName).query(null, null, variables ?? {})

  return {
    answer,
    answerAsText: async (query) => compile(query.query, query.operationName).stringify(await answer(query)),
  }
}
