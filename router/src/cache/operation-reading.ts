import type { RequestContext } from '../request-context.ts'
import type { LoadedSupergraph } from '../supergraph.ts'

/**
 * What the answer to an operation depends on, gathered while its fetches run: the versions that each of them found before it
 * asked, and the moment until which all of it holds.
 */
export type OperationReading = {
  supergraph: LoadedSupergraph
  versions: Map<string, string>
  expiresAt: number
  /** Something in it may not be kept, or the store was away. */
  uncachable: boolean
}

/** The readings of the operations that are being executed. A context that several operations share gathers for all of them. */
export type OperationReadings = {
  begin(context: RequestContext, supergraph: LoadedSupergraph): OperationReading
  of(context: RequestContext): OperationReading | undefined
}

export function createOperationReadings(): OperationReadings {
  const readings = new WeakMap<RequestContext, OperationReading>()
  return {
    begin(context, supergraph) {
      let reading = readings.get(context)
      if (!reading) {
        reading = { supergraph, versions: new Map(), expiresAt: Infinity, uncachable: false }
        readings.set(context, reading)
      }
      return reading
    },
    of: (context) => readings.get(context),
  }
}

/** Adds that something depends on these versions and holds until then. */
export function note(
  reading: OperationReading,
  tags: readonly string[],
  versions: readonly string[],
  expiresAt: number,
): void {
  reading.expiresAt = Math.min(reading.expiresAt, expiresAt)
  for (const [index, tag] of tags.entries()) {
    const version = versions[index] ?? ''
    const before = reading.versions.get(tag)
    // Something changed in between, and part of the answer may be from before.
    if (before !== undefined && before !== version) reading.uncachable = true
    reading.versions.set(tag, version)
  }
}
