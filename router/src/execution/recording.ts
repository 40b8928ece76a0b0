import type { FetchOperation } from '../subgraphs/subgraph-fetch.ts'
import type { Executed } from '../operations/operation.ts'
import type { CompiledStep } from './compiled-plan.ts'

/** What one fetch asked, and the body of what came. */
export type RecordedFetch = { operation: FetchOperation; variables: string; body: Buffer }

/**
 * An execution without errors. Its data follows from what the subgraphs answered and from nothing else: whenever each of them
 * says the same again, so does the whole.
 */
export type Recording = {
  fetches: ReadonlyMap<CompiledStep, readonly RecordedFetch[]>
  /** The whole answer. */
  body: Buffer
  /** About how many bytes it takes. */
  size: number
}

const BODY_START = '{"data":'
const BODY_END = '}'

/** The whole answer around its data. */
export function bodyAround(data: string): Buffer {
  return Buffer.from(`${BODY_START}${data}${BODY_END}`)
}

/** What a recorded execution came to. Few want more of it than its bytes. */
export class RecordedAnswer implements Executed {
  readonly errors = []
  readonly body: Buffer

  constructor({ body }: Recording) {
    this.body = body
  }

  get data(): string {
    return this.body.toString('utf8', BODY_START.length, this.body.length - BODY_END.length)
  }
}
