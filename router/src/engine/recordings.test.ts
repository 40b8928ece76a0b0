import { expect, it } from 'vitest'
import type { Recording } from '../execution/recording.ts'
import type { OperationRun } from '../operations/operation.ts'
import { createRecordings } from './recordings.ts'

const run = { variables: {} } as OperationRun
const recordingOf = (size: number): Recording => ({ fetches: new Map(), body: Buffer.alloc(0), size })

/** How many of so many executions are recorded, when each recording is of this size and still right. */
function recorded(executions: number, size: number): number {
  const recordings = createRecordings(40_000)
  let count = 0
  for (let execution = 0; execution < executions; execution += 1) {
    const repeated = recordings.find(1, run)
    if (!repeated || repeated.recording) continue
    count += 1
    recordings.keep(1, run, repeated, recordingOf(size))
  }
  return count
}

it('records what is asked again once, as long as its recording is right', () => {
  expect(recorded(1_000, 5_000)).toBe(1)
})

it('records less and less what is too large to be kept', () => {
  expect(recorded(1_000, 20_000)).toBeLessThan(15)
})
