import { isInputType, typeFromAST } from 'graphql'
import type { GraphQLInputType } from 'graphql'
import type { OperationRun, PreparedOperation } from '../operations/operation.ts'
import type { Client } from './read-client.ts'
import { signOperation } from './operation-signature.ts'
import type { OperationSignature } from './operation-signature.ts'
import { nothingSeen, see, shapeOf } from './variable-shapes.ts'
import type { Seen, Shape } from './variable-shapes.ts'

/**
 * One operation as one version of one client asked it: a line of JSON in what is recorded. Lines with the same `signature`,
 * `clientName` and `clientVersion` add up. It has no value of a variable and none of a literal.
 */
export type TrafficRecord = OperationSignature & {
  operationName: string | null
  /** Empty when the client does not say. */
  clientName: string
  clientVersion: string
  /** How often it was asked, by extrapolation when only a part is sampled. */
  count: number
  /** RFC 3339. */
  firstSeen: string
  lastSeen: string
  variables: Record<string, Shape>
  /** How many of them were answered with errors. */
  errors?: number
  /** In how many requests nobody looked at the variables, because only a part is sampled: they may have been of any shape. */
  variablesNotRecorded?: number
}

/**
 * What was asked on one day (UTC), as lines of JSON, one `TrafficRecord` each. Where requests were left out because there were too many
 * different operations, the last line is `{"notRecorded":<how many>}`: who reads it must not take what is missing for unused.
 */
export type TrafficOfDay = { day: string; records: string[] }

export type TrafficRecorder = {
  /** Counts an operation, and gives what a failure of it is told to; null when it was not sampled. */
  record(run: OperationRun, client: Client): { failed(): void } | null
  /** The days on which something was recorded since this was called last, each with all that is known of it. */
  unwritten(): TrafficOfDay[]
  /** How many operations were not recorded because there were too many others. */
  overflow(): number
}

type Described = OperationSignature & { variables: { name: string; type: GraphQLInputType | undefined }[] }
type Row = {
  /** The part of the line that stays, without its closing brace. */
  head: string
  count: number
  errors: number
  /** Requests whose variables were not looked at. */
  unseen: number
  firstSeen: number
  lastSeen: number
  variables: { name: string; type: GraphQLInputType | undefined; seen: Seen }[]
}

const DAY_MS = 24 * 3600 * 1000

/**
 * Counts operations in memory, at most `mostRows` of them in a day. The first of each is always taken, of the others
 * `samplePercent`: what is asked rarely is what a change breaks without being noticed.
 */
export function createTrafficRecorder({
  samplePercent,
  mostRows,
  now = Date.now,
  random = Math.random,
}: {
  samplePercent: number
  mostRows: number
  now?: () => number
  random?: () => number
}): TrafficRecorder {
  const weight = 100 / samplePercent
  /** Null for what is of no interest. */
  const described = new WeakMap<PreparedOperation, Described | null>()
  let rows = new Map<string, Row>()
  let dayBegan = startOfDay(now())
  let changed = false
  let overflow = 0
  let notRecordedToday = 0
  const finished: TrafficOfDay[] = []

  function describe(prepared: PreparedOperation): Described | null {
    let known = described.get(prepared)
    if (known === undefined) {
      known = isIntrospection(prepared) ? null : { ...signOperation(prepared), variables: variablesOf(prepared) }
      described.set(prepared, known)
    }
    return known
  }

  function addRow(key: string, known: Described, operationName: string | null, client: Client, at: number): Row {
    const { signature, document } = known
    const fixed = { signature, operationName, document, clientName: client.name, clientVersion: client.version }
    const row: Row = {
      head: JSON.stringify(fixed).slice(0, -1),
      count: 0,
      errors: 0,
      unseen: 0,
      firstSeen: at,
      lastSeen: at,
      variables: known.variables.map(({ name, type }) => ({ name, type, seen: nothingSeen() })),
    }
    rows.set(key, row)
    return row
  }

  function today(): TrafficOfDay {
    const leftOut = notRecordedToday > 0 ? [JSON.stringify({ notRecorded: notRecordedToday })] : []
    return {
      day: new Date(dayBegan).toISOString().slice(0, 10),
      records: [...[...rows.values()].map(lineOf), ...leftOut],
    }
  }

  function endDay(at: number): void {
    if (changed) finished.push(today())
    rows = new Map()
    notRecordedToday = 0
    changed = false
    dayBegan = startOfDay(at)
  }

  return {
    record({ prepared, variables }, client) {
      const known = describe(prepared)
      if (!known) return null
      const at = now()
      if (at >= dayBegan + DAY_MS) endDay(at)
      const key = `${known.signature}\n${client.name}\n${client.version}`
      let row = rows.get(key)
      if (row && samplePercent < 100 && random() * 100 >= samplePercent) {
        if (row.variables.length === 0) return null
        row.unseen += 1
        changed = true
        return null
      }
      if (!row && rows.size >= mostRows) {
        overflow += 1
        notRecordedToday += 1
        changed = true
        return null
      }
      // What is extrapolated stands for those after the first, which stands for itself.
      const share = row ? weight : 1
      row ??= addRow(key, known, prepared.name, client, at)
      row.count += share
      row.lastSeen = at
      for (const { name, type, seen } of row.variables) {
        see(seen, type, Object.hasOwn(variables, name) ? variables[name] : undefined)
      }
      changed = true
      const counted = row
      return {
        failed() {
          counted.errors += share
          changed = true
        },
      }
    },
    unwritten() {
      const at = now()
      if (at >= dayBegan + DAY_MS) endDay(at)
      const days = [...finished.splice(0), ...(changed ? [today()] : [])]
      changed = false
      return days
    },
    overflow: () => overflow,
  }
}

function lineOf({ head, count, errors, unseen, firstSeen, lastSeen, variables }: Row): string {
  const rest = {
    count: Math.round(count),
    firstSeen: new Date(firstSeen).toISOString(),
    lastSeen: new Date(lastSeen).toISOString(),
    variables: Object.fromEntries(variables.map(({ name, seen }) => [name, shapeOf(seen)])),
    ...(errors > 0 ? { errors: Math.round(errors) } : {}),
    ...(unseen > 0 ? { variablesNotRecorded: unseen } : {}),
  }
  return `${head},${JSON.stringify(rest).slice(1)}`
}

function variablesOf({ operation, supergraph }: PreparedOperation): Described['variables'] {
  return (operation.variableDefinitions ?? []).map(({ variable, type }) => {
    const found = typeFromAST(supergraph.clientSchema, type)
    return { name: variable.name.value, type: isInputType(found) ? found : undefined }
  })
}

/** What tools ask of the schema is nobody's use of it. */
function isIntrospection({ operation }: PreparedOperation): boolean {
  return operation.selectionSet.selections.every((one) => one.kind === 'Field' && one.name.value.startsWith('__'))
}

function startOfDay(at: number): number {
  return at - (at % DAY_MS)
}
