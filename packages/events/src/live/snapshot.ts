/**
 * Which transactions a reader has seen, as PostgreSQL's pg_snapshot says it: all below `xmin`, none from `xmax` on, and of
 * those between all but the ones that were running. (A transaction id has 64 bits; a number holds what 28 million years use.)
 */
export type Snapshot = { xmin: number; xmax: number; running: readonly number[] }

const TEXT = /^(\d{1,15}):(\d{1,15}):((?:\d{1,15}(?:,\d{1,15})*)?)$/

/** Reads PostgreSQL's text of a pg_snapshot. Throws an Error for anything else. */
export function parseSnapshot(text: string): Snapshot {
  const [, xmin, xmax, running = ''] = TEXT.exec(text) ?? []
  if (xmin === undefined) throw new Error(`not a snapshot: ${text}`)
  return { xmin: Number(xmin), xmax: Number(xmax), running: running === '' ? [] : running.split(',').map(Number) }
}

/** The text that PostgreSQL takes for a pg_snapshot. */
export function snapshotText({ xmin, xmax, running }: Snapshot): string {
  return `${xmin}:${xmax}:${running.join(',')}`
}

/** Whether the reader has seen what the transaction committed. */
export function hasSeen({ xmin, xmax, running }: Snapshot, transactionId: number): boolean {
  return transactionId < xmin || (transactionId < xmax && !running.includes(transactionId))
}
