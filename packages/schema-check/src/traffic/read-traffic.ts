import { closeSync, existsSync, globSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CheckFailure } from '../check-failure.ts'
import { expectMemoryFor } from '../enough-memory.ts'
import { mergeShapes, type Shape } from './variable-shape.ts'

/** One client's use of an operation, summed over the recording. */
export type RecordedUse = {
  clientName: string
  clientVersion: string
  requests: number
  errors: number
  firstSeen: string
  lastSeen: string
}

/**
 * An operation that routers were asked. `variables` has all that was seen, by the name of the variable; `variablesNotRecorded` is in how
 * many requests nobody looked, because routers sample.
 */
export type RecordedOperation = {
  signature: string
  operationName: string | null
  document: string
  uses: RecordedUse[]
  variables: Map<string, Shape>
  variablesNotRecorded: number
}

/** `notRecorded` is how many requests routers left out, because there were too many different operations. */
export type Traffic = { operations: RecordedOperation[]; unreadableLines: number; notRecorded: number }

type TrafficRecord = {
  signature: string
  operationName: string | null
  document: string
  clientName: string
  clientVersion: string
  count: number
  firstSeen: string
  lastSeen: string
  variables: Record<string, Shape>
  variablesNotRecorded?: number
  errors?: number
}

/**
 * Reads recorded traffic: newline-delimited JSON, a record per signature, client, version and time of writing. Records of the
 * same three add up, over all files. A line that is no record (the last one of a router that was killed) is counted, and
 * `{"notRecorded":12}` says what a router left out.
 *
 * @param files files, or folders of *.ndjson
 * @throws CheckFailure when one is not there, or has a line without end
 */
export function readTraffic(files: readonly string[]): Traffic {
  const operations = new Map<string, RecordedOperation>()
  let lines = 0
  let unreadableLines = 0
  let notRecorded = 0
  for (const file of files.flatMap(filesAt)) {
    for (const line of linesOf(file)) {
      if (++lines % LOOK_EVERY === 0) expectMemoryFor(`${operations.size} recorded operations`)
      const read = readLine(line)
      if (read === null) unreadableLines++
      else if ('notRecorded' in read) notRecorded += read.notRecorded
      else add(operations, read)
    }
  }
  return { operations: [...operations.values()], unreadableLines, notRecorded }
}

function filesAt(path: string): string[] {
  if (!existsSync(path)) throw new CheckFailure(`The traffic file ${path} is not there`)
  if (!statSync(path).isDirectory()) return [path]
  return globSync('*.ndjson', { cwd: path })
    .toSorted()
    .map((file) => join(path, file))
}

/** How many lines are read between two looks at the memory. */
const LOOK_EVERY = 1_000
const CHUNK_BYTES = 1 << 20
/** No router writes a line that is longer: what has no end that far is no recording. */
const LONGEST_LINE_BYTES = 1 << 26

// Piece by piece: a recording may be longer than the longest string, and than what can be read at once.
function* linesOf(file: string): Generator<string> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const descriptor = openSync(file, 'r')
  try {
    let begun: Buffer[] = []
    let length = 0
    const end = (rest: Buffer): string => {
      const text = Buffer.concat([...begun, rest])
        .toString('utf8')
        .trim()
      begun = []
      length = 0
      return text
    }
    for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk)) {
      let at = 0
      for (let next = chunk.indexOf(0x0a); next !== -1 && next < size; next = chunk.indexOf(0x0a, at)) {
        const line = end(chunk.subarray(at, next))
        at = next + 1
        if (line !== '') yield line
      }
      length += size - at
      if (length > LONGEST_LINE_BYTES)
        throw new CheckFailure(`${file} has a line of more than ${LONGEST_LINE_BYTES} bytes`)
      begun.push(Buffer.from(chunk.subarray(at, size)))
    }
    const last = end(Buffer.alloc(0))
    if (last !== '') yield last
  } finally {
    closeSync(descriptor)
  }
}

// By hand: a recording has tens of thousands of lines, and a schema library would take most of the check's time.
function readLine(line: string): TrafficRecord | { notRecorded: number } | null {
  let read: Partial<TrafficRecord & { notRecorded: number }> | null
  try {
    read = JSON.parse(line) as typeof read
  } catch {
    return null // no JSON: counted by the caller
  }
  if (typeof read !== 'object' || read === null) return null
  if (typeof read.notRecorded === 'number') return { notRecorded: read.notRecorded }
  const texts = [read.signature, read.document, read.clientName, read.clientVersion, read.firstSeen, read.lastSeen]
  const isRecord = texts.every((text) => typeof text === 'string') && typeof read.count === 'number' && read.count > 0
  const { operationName = null, variables = {}, document = '', variablesNotRecorded = 0, errors = 0 } = read
  const areCounts = [variablesNotRecorded, errors].every((count) => typeof count === 'number')
  if (!isRecord || !areCounts || !isShape(variables) || (operationName !== null && typeof operationName !== 'string'))
    return null
  // One that was cut off on its way here may have asked for anything.
  return document.trimEnd().endsWith('}') ? { ...(read as TrafficRecord), operationName, variables } : null
}

function isShape(read: unknown): boolean {
  if (typeof read === 'string') return true
  return typeof read === 'object' && read !== null && Object.values(read).every(isShape)
}

function add(operations: Map<string, RecordedOperation>, record: TrafficRecord): void {
  const { signature, operationName, document, clientName, clientVersion, count, firstSeen, lastSeen } = record
  let operation = operations.get(signature)
  if (!operation) {
    operation = { signature, operationName, document, uses: [], variables: new Map(), variablesNotRecorded: 0 }
    operations.set(signature, operation)
  }
  operation.variablesNotRecorded += record.variablesNotRecorded ?? 0
  const errors = record.errors ?? 0
  const use = operation.uses.find((one) => one.clientName === clientName && one.clientVersion === clientVersion)
  if (use) {
    use.requests += count
    use.errors += errors
    if (firstSeen < use.firstSeen) use.firstSeen = firstSeen
    if (lastSeen > use.lastSeen) use.lastSeen = lastSeen
  } else {
    operation.uses.push({ clientName, clientVersion, requests: count, errors, firstSeen, lastSeen })
  }
  for (const [variable, shape] of Object.entries(record.variables)) {
    operation.variables.set(variable, mergeShapes(operation.variables.get(variable) ?? shape, shape))
  }
}
