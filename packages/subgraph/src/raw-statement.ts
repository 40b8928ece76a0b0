import { Sql } from '@prisma/client/runtime/client'
import { createStatementNames } from './statement-names.ts'

/** What PreparedQuery sends. Without a name it is not prepared. */
export type Statement = { name: string; text: string; values: (string | Buffer | null)[] }

/** Makes statements of tagged templates, and of `Prisma.sql`, whose values become parameters. */
export type StatementMaker = (template: TemplateStringsArray | Sql, values: readonly unknown[]) => Statement

/** The statements are prepared by name, as those of Prisma are. */
export function createStatementMaker(): StatementMaker {
  const nameOf = createStatementNames()
  // The same place in the code gives the same object every time, and mostly the same parts that are text themselves.
  const known = new WeakMap<TemplateStringsArray, { parts: readonly Sql[]; text: string; name: string }>()

  return (template, values) => {
    if (template instanceof Sql) return prepare(template)
    const parts = values.filter((value) => value instanceof Sql)
    const before = known.get(template)
    if (before && isSame(before.parts, parts)) {
      const { name, text } = before
      return { name, text, values: values.flatMap(toParameters) }
    }
    const statement = prepare(new Sql(template, [...values]))
    // Other values within a part would make another text.
    if (parts.every((part) => part.values.length === 0)) {
      known.set(template, { parts, text: statement.text, name: statement.name })
    }
    return statement
  }

  function prepare({ text, values }: Sql): Statement {
    return { text, name: nameOf({ sql: text }), values: values.map(toParameter) }
  }
}

function isSame(some: readonly Sql[], others: readonly Sql[]): boolean {
  return some.length === others.length && some.every((part, index) => part === others[index])
}

function toParameters(value: unknown): Statement['values'] {
  return value instanceof Sql ? [] : [toParameter(value)]
}

function toParameter(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  // `pg` would write the time of this machine's zone, of which a DATE takes the day.
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map(toElement).join(',')}}`
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  // JSON has no bigint, and no NaN.
  return typeof value === 'bigint' || typeof value === 'number' ? value.toString() : JSON.stringify(value)
}

const SPECIAL = /["\\]/

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function toElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (Array.isArray(value)) return `{${value.map(toElement).join(',')}}`
  const text = toParameter(value)
  if (typeof text !== 'string') return `"\\\\x${text?.toString('hex')}"`
  return SPECIAL.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`
}
