import type { OperationRun } from '../operations/operation.ts'
import type { RouterPlugin } from '../plugin.ts'
import { createClientReader } from '../traffic/read-client.ts'
import type { TrafficRecorder } from '../traffic/traffic-recorder.ts'

/** Records which client asks what, without values: what a change of the schema would break. */
export function useTraffic(recorder: Pick<TrafficRecorder, 'record'>): RouterPlugin {
  const clientOf = createClientReader()
  const failing = new WeakMap<OperationRun, () => void>()

  return {
    name: 'traffic',
    onOperation(run) {
      const recorded = recorder.record(run, clientOf(run.context.headers))
      if (recorded) failing.set(run, recorded.failed)
    },
    onExecuted(run, { errors }) {
      if (errors.length === 0 && run.errors.length === 0) return
      failing.get(run)?.()
      // A subscription comes here with each of its events, and is one operation.
      failing.delete(run)
    },
  }
}
