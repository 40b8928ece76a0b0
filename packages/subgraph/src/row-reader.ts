import pg from 'pg'

/** Makes a row of the texts that PostgreSQL sends. */
export type RowReader = (texts: readonly (string | null)[]) => Record<string, unknown>

type Parser = (text: string) => unknown

const { INT8, DATE, TIMESTAMP, TIMESTAMPTZ } = pg.types.builtins
const readMoment: Parser = pg.types.getTypeParser(TIMESTAMPTZ)

// As Prisma answers them: whole numbers that may be large as bigint, days and times without a zone as of UTC.
const PARSERS = new Map<number, Parser>([
  [INT8, BigInt],
  [DATE, (text) => new Date(`${text}T00:00:00Z`)],
  [TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`)],
  // What looks like `2026-03-01 23:59:59.123+00` is read by the engine; the rest (the year 12026, infinity) by pg.
  [TIMESTAMPTZ, (text) => (isPlain(text) ? new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`) : readMoment(text))],
])

function isPlain(moment: string): boolean {
  const sign = moment.at(-3)
  return moment[10] === ' ' && (sign === '+' || sign === '-')
}

/** Reads rows of these columns, each by its PostgreSQL type. */
export function createRowReader(columns: readonly { name: string; dataTypeID: number }[]): RowReader {
  const names = columns.map(({ name }) => name)
  const parsers = columns.map(({ dataTypeID }) => PARSERS.get(dataTypeID) ?? pg.types.getTypeParser(dataTypeID))
  // Going through the names takes three times as long as code that has them in it.
  const entries = names.map(
    (name, at) => `${JSON.stringify(name)}: texts[${at}] === null ? null : parsers[${at}](texts[${at}])`,
  )
  // oxlint-disable-next-line typescript/no-implied-eval -- compiling is the point, and nothing of a client is in the text
  const create = new Function('parsers', `return (texts) => ({ ${entries.join(', ')} })`)
  return (create as (parsers: readonly Parser[]) => RowReader)(parsers)
}
