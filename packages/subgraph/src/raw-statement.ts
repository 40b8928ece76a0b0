import { Sql } from '@prisma/client/runtime/client'
import pg from 'pg'
import { createStatementNames } from './statement-names.ts'

/** What `pg` takes. */
export type Statement = { name?: string; text: string; values: unknown[]; types: pg.CustomTypesConfig }

/** Makes statements of tagged templates, and of `Prisma.sql`, whose values become parameters. */
export type StatementMaker = (template: TemplateStringsArray | Sql, values: readonly unknown[]) => Statement

const { INT8, DATE, TIMESTAMP } = pg.types.builtins

// As Prisma answers them: whole numbers that may be large as bigint, days and times without a zone as of UTC.
const PARSERS = new Map<number, (text: string) => unknown>([
  [INT8, BigInt],
  [DATE, (text) => new Date(`${text}T00:00:00Z`)],
  [TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`)],
])

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format),
}

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
      return { name, text, values: values.flatMap(toParameters), types: TYPES }
    }
    const statement = prepare(new Sql(template, [...values]))
    // Other values within a part would make another text.
    if (parts.every((part) => part.values.length === 0)) {
      known.set(template, { parts, text: statement.text, name: statement.name ?? '' })
    }
    return statement
  }

  function prepare({ text, values }: Sql): Statement {
    return { text, name: nameOf({ sql: text }), values: values.map(toParameter), types: TYPES }
  }
}

function isSame(some: readonly Sql[], others: readonly Sql[]): boolean {
  return some.length === others.length && some.every((part, index) => part === others[index])
}

function toParameters(value: unknown): unknown[] {
  return value instanceof Sql ? [] : [toParameter(value)]
}

function toParameter(value: unknown): unknown {
  // `pg` would write the time of this machine's zone, of which a DATE takes the day.
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? value.map(toParameter) : value
}
