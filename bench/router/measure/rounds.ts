import type { Contender } from '../contenders/contender.ts'
import { operations, requestBody } from '../graph/operations.ts'
import type { OperationName } from '../graph/operations.ts'
import { usageOf } from '@shop/bench-measure/process-usage'
import type { RouterProcess } from '../processes/start-router.ts'
import { median } from '@shop/bench-measure/statistics'
import { ask, checkSameData } from './ask.ts'
import { startContender } from './stage.ts'
import type { Surroundings } from './stage.ts'

/** How one contender did on one operation: medians of the rounds. Times in milliseconds, memory in bytes. */
export type Measured = {
  contender: string
  operation: OperationName
  requestsPerCpuSecond: number
  requestsPerSecond: number
  p50: number
  p99: number
  residentBytes: number
  /** Part of the time for which the router's core worked: much below 1, the load was the limit and not the router. */
  busy: number
  /** Requests to subgraphs for each request, as the subgraphs counted them; 0 where they do not count. */
  fetches: number
  rounds: number
}

export type RoundOptions = { rounds: number; seconds: number; warmSeconds: number; connections: number }

type One = Omit<Measured, 'contender' | 'operation' | 'rounds'>
type OneRun = One & { requests: number }

/** Starts all contenders, and lets them answer the same requests in turns, so that a slow minute of the machine hits all. */
export async function measureRounds(
  contenders: readonly Contender[],
  operationNames: readonly OperationName[],
  surroundings: Surroundings,
  { deduplicate, ...options }: RoundOptions & { deduplicate: boolean },
): Promise<Measured[]> {
  const routers = new Map<Contender, RouterProcess>()
  try {
    for (const contender of contenders)
      routers.set(contender, await startContender(contender, surroundings, deduplicate))
    const figures = new Map<string, One[]>()
    for (let round = 0; round < options.rounds; round += 1) {
      for (const operation of operationNames) {
        for (const contender of turnsOf(contenders, round)) {
          const router = routers.get(contender) as RouterProcess
          const one = await measureOnce(contender, operation, router, surroundings, round === 0, options)
          const key = `${contender.name} ${operation}`
          figures.set(key, [...(figures.get(key) ?? []), one])
          console.error(
            `round ${round + 1}/${options.rounds}  ${operation.padEnd(7)}${contender.name.padEnd(10)}` +
              `${one.requestsPerCpuSecond.toFixed(0).padStart(7)} per CPU second  ${one.requestsPerSecond.toFixed(0).padStart(7)} per second` +
              `  p50 ${one.p50.toFixed(1)}  p99 ${one.p99.toFixed(1)} ms  busy ${(one.busy * 100).toFixed(0)} %  ${one.fetches.toFixed(1)} fetches`,
          )
        }
      }
    }
    return contenders.flatMap((contender) =>
      operationNames.map((operation) => {
        const ones = figures.get(`${contender.name} ${operation}`) ?? []
        return { contender: contender.name, operation, ...mediansOf(ones), rounds: ones.length }
      }),
    )
  } finally {
    for (const router of routers.values()) await router.stop()
  }
}

/** Every other time all go the other way around, and then another one begins: nobody always follows the same one. */
export function turnsOf<One>(ones: readonly One[], round: number): One[] {
  const first = Math.floor(round / 2) % ones.length
  const turns = [...ones.slice(first), ...ones.slice(0, first)]
  return round % 2 === 0 ? turns : turns.toReversed()
}

async function measureOnce(
  contender: Contender,
  operation: OperationName,
  router: RouterProcess,
  { load, subgraphs, expected: answers }: Surroundings,
  isFirst: boolean,
  { seconds, warmSeconds, connections }: RoundOptions,
): Promise<One> {
  const body = requestBody(operations[operation])
  // Fields may stand in another order than ours, so the data is compared once; all answers after it are compared as bytes.
  const expected = await ask(router, body)
  checkSameData(contender.name, expected, answers[operation])

  const { url, headers } = router
  const order = { url, body, headers, connections, expected }
  await load.make({ ...order, seconds: isFirst ? warmSeconds : Math.min(warmSeconds, 0.5) })
  const before = await subgraphs.count()
  const one = await measureLoad(contender.name, [router.pid], () => load.make({ ...order, seconds }))
  return { ...one, fetches: ((await subgraphs.count()) - before) / one.requests }
}

/** The figures of one run; the CPU time is that of all the processes together. */
export async function measureLoad(
  who: string,
  pids: readonly number[],
  run: () => ReturnType<Surroundings['load']['make']>,
): Promise<OneRun> {
  const sum = () => pids.map(usageOf)
  const before = sum()
  const report = await run()
  const after = sum()
  if (report.wrong > 0)
    throw new Error(`${who}: ${report.wrong} of ${report.requests} answers are wrong:\n${report.firstWrong}`)
  const cpuSeconds = after.reduce(
    (total, { cpuSeconds: at }, index) => total + at - (before[index]?.cpuSeconds ?? 0),
    0,
  )
  return {
    requestsPerCpuSecond: report.requests / cpuSeconds,
    requestsPerSecond: report.requests / report.seconds,
    p50: report.p50,
    p99: report.p99,
    residentBytes: after.reduce((total, { residentBytes }) => total + residentBytes, 0),
    busy: cpuSeconds / report.seconds,
    fetches: 0,
    requests: report.requests,
  }
}

export function mediansOf(ones: readonly One[]): One {
  const of = (name: keyof One) => median(ones.map((one) => one[name]))
  return {
    requestsPerCpuSecond: of('requestsPerCpuSecond'),
    requestsPerSecond: of('requestsPerSecond'),
    p50: of('p50'),
    p99: of('p99'),
    residentBytes: of('residentBytes'),
    busy: of('busy'),
    fetches: of('fetches'),
  }
}
