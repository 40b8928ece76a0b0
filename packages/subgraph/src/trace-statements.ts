import { SpanKind } from '@opentelemetry/api'
import type pg from 'pg'
import { PreparedQuery } from './prepared-query.ts'
import type { Tracing } from './tracing.ts'

type Query = (...args: unknown[]) => unknown

/** A span for every statement that a request makes, with its text and never its parameters. */
export function traceStatements(pool: pg.Pool, tracing: Tracing): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as Query
    const traced: Query = (...args) => {
      const text = textOf(args[0])
      // With a callback nothing is returned: that is how the pool's own query() calls, which gets its span below.
      if (text === null || !tracing.isActive() || typeof args.at(-1) === 'function') return query(...args)
      const span = attributesOf(text)
      const [prepared] = args
      if (!(prepared instanceof PreparedQuery)) {
        return tracing.run(nameOf(text), span, () => query(...args) as Promise<unknown>)
      }
      const { answer } = prepared
      prepared.answer = tracing.run(nameOf(text), span, () => {
        query(prepared)
        return answer
      })
      return prepared
    }
    client.query = traced as typeof client.query
  })
  const query = pool.query.bind(pool) as Query
  const traced: Query = (...args) => {
    const text = textOf(args[0])
    if (text === null || !tracing.isActive() || typeof args.at(-1) === 'function') return query(...args)
    return tracing.run(nameOf(text), attributesOf(text), () => query(...args) as Promise<unknown>)
  }
  pool.query = traced as typeof pool.query
}

function textOf(statement: unknown): string | null {
  if (typeof statement === 'string') return statement
  const { text } = (statement ?? {}) as { text?: unknown }
  return typeof text === 'string' ? text : null
}

/** `SELECT`, `INSERT`, `BEGIN`: names of spans should be few. */
function nameOf(text: string): string {
  return `SQL ${/^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'statement'}`
}

function attributesOf(text: string): { kind: SpanKind; attributes: Record<string, string> } {
  return { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql', 'db.query.text': text } }
}
