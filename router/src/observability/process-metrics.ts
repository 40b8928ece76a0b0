import { monitorEventLoopDelay } from 'node:perf_hooks'
import { cpuUsage, memoryUsage, uptime } from 'node:process'
import type { MetricRegistry } from './metric-registry.ts'

const NANOSECONDS = 1e9
const MICROSECONDS = 1e6
const RESOLUTION_MS = 20

/** What the process uses, and how late its event loop is. Answers what ends the measuring. */
export function addProcessMetrics(registry: MetricRegistry): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  registry.gauge(
    'process_cpu_seconds_total',
    'User and system time.',
    () => {
      const { user, system } = cpuUsage()
      return [{ value: (user + system) / MICROSECONDS }]
    },
    'counter',
  )
  registry.gauge('process_start_time_seconds', 'When it began, since 1970.', () => [
    { value: Math.round(Date.now() / 1000 - uptime()) },
  ])
  registry.gauge('process_resident_memory_bytes', 'Resident memory.', () => [{ value: memoryUsage.rss() }])
  registry.gauge('nodejs_heap_size_used_bytes', 'Heap in use.', () => [{ value: memoryUsage().heapUsed }])
  registry.gauge('nodejs_heap_size_total_bytes', 'Heap.', () => [{ value: memoryUsage().heapTotal }])
  registry.gauge('nodejs_eventloop_lag_seconds', 'How late timers were since the last time this was read.', () => {
    // It measures the time between two ticks of a timer, the tick included.
    const late = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1000)
    const samples = [0.5, 0.99, 1].map((quantile) => {
      const nanoseconds = quantile === 1 ? delay.max : delay.percentile(quantile * 100)
      return { value: late(nanoseconds), labels: { quantile } }
    })
    delay.reset()
    return samples
  })
  return () => void delay.disable()
}
