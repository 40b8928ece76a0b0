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
  answer(query: SubgraphQuery): ExecutionResult
  answerAsText(query: SubgraphQuery): string
}

/** A subgraph whose operations are compiled once by graphql-jit. None of its resolvers waits, so neither does it. */
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

  function answer({ query, variables, operationName }: SubgraphQuery): ExecutionResult {
    const result = compile(query, operationName).query(null, null, variables ?? {})
    if (result instanceof Promise) throw new Error(`${name} must answer at once.`)
    return result
  }

  return {
    answer,
    answerAsText: (query) => compile(query.query, query.operationName).stringify(answer(query)),
  }
}
