import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { RouterPlugin } from '../plugin.ts'
import { useTraffic } from '../plugins/use-traffic.ts'
import type { RouterSettings } from '../settings.ts'
import { createFolderStore } from './folder-store.ts'
import { createPostgresStore } from './postgres-store.ts'
import { openRedisStore } from './redis-store.ts'
import { createTrafficRecorder } from './traffic-recorder.ts'
import type { TrafficStore } from './traffic-store.ts'

const DAY_MS = 24 * 3600 * 1000

type TrafficSettings = Pick<RouterSettings, 'trafficSample' | 'trafficRows' | 'trafficFlushMs' | 'trafficDays'>

/** Records what is asked and writes it to `target` from time to time, and once more at the end. Requests never wait for it. */
export async function openTraffic(
  target: string,
  settings: TrafficSettings,
  log: Logger,
): Promise<{ plugin: RouterPlugin; stop(): Promise<void> }> {
  // Of this start of this process: what another one wrote of the day stays.
  const router = `${hostname()}-${randomBytes(4).toString('hex')}`
  const store = await openStore(target, { router, keptDays: settings.trafficDays, log })
  const recorder = createTrafficRecorder({ samplePercent: settings.trafficSample, mostRows: settings.trafficRows })
  /** Days that could not be written yet. */
  const waiting = new Map<string, readonly string[]>()
  let sweptOn = ''
  let overflow = 0

  async function flush(): Promise<void> {
    if (recorder.overflow() > overflow) {
      log.warn({ notRecorded: recorder.overflow() }, 'more different operations than TRAFFIC_ROWS allows')
      overflow = recorder.overflow()
    }
    for (const { day, records } of recorder.unwritten()) waiting.set(day, records)
    try {
      for (const [day, records] of waiting) {
        await store.write(day, records)
        waiting.delete(day)
        if (sweptOn === day) continue
        await store.forgetBefore(new Date(Date.parse(day) - settings.trafficDays * DAY_MS).toISOString().slice(0, 10))
        sweptOn = day
      }
    } catch (error) {
      log.warn({ err: error, store: store.name }, 'traffic was not written, it is tried again')
    }
  }

  let flushing = Promise.resolve()
  const timer = setInterval(() => {
    flushing = flushing.then(flush)
  }, settings.trafficFlushMs)
  timer.unref()
  log.info({ store: store.name, samplePercent: settings.trafficSample }, 'traffic is recorded')

  return {
    plugin: useTraffic(recorder),
    async stop() {
      clearInterval(timer)
      await flushing
      await flush()
      await store.close()
    },
  }
}

/** `postgres://…`, `redis://…`, or a folder. */
async function openStore(
  target: string,
  { router, keptDays, log }: { router: string; keptDays: number; log: Logger },
): Promise<TrafficStore> {
  if (/^postgres(ql)?:/.test(target)) return createPostgresStore(target, router)
  if (/^rediss?:/.test(target)) return openRedisStore(target, { router, keptDays, log })
  return createFolderStore(target, router)
}
