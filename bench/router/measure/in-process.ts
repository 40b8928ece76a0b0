import { join } from 'node:path'
import { routerCommand } from '../contenders/ours.ts'
import { operations, requestBody } from '../graph/operations.ts'
import type { OperationName } from '../graph/operations.ts'
import type { RouterProcess } from '../processes/start-router.ts'
import { ask, checkSameData } from './ask.ts'
import { measureLoad, mediansOf } from './rounds.ts'
import type { Measured, RoundOptions } from './rounds.ts'
import { withSurroundings } from './stage.ts'
import type { Surroundings } from './stage.ts'

const ROUTER = join(import.meta.dirname, '../../../router/src/main.ts')
const IN_PROCESS = join(import.meta.dirname, '../in-process/router-in-process.ts')

/**
 * Our router with compiled subgraphs in its own process, and with the same subgraphs in another behind HTTP. The CPU time
 * is that of router and subgraphs together.
 */
export function measureInProcess(
  operationNames: readonly OperationName[],
  options: RoundOptions,
  routerFlags: string[] = [],
): Promise<Measured[]> {
  return withSurroundings('serve-compiled-subgraphs', (surroundings) =>
    measureBoth(surroundings, operationNames, options, routerFlags),
  )
}

async function measureBoth(
  { stage, start, load, subgraphs, expected: answers }: Surroundings,
  operationNames: readonly OperationName[],
  options: RoundOptions,
  routerFlags: string[],
): Promise<Measured[]> {
  const routers: { name: string; router: RouterProcess; pids: number[] }[] = []
  const figures = new Map<string, Parameters<typeof mediansOf>[0]>()
  try {
    for (const [name, program] of [
      ['over HTTP', ROUTER],
      ['in process', IN_PROCESS],
    ] as const) {
      const place = await stage(name.replace(' ', '-'), false)
      const router = await start(name.replace(' ', '-'), routerCommand(place, program, { routerFlags }), place.port)
      routers.push({ name, router, pids: name === 'over HTTP' ? [router.pid, subgraphs.pid] : [router.pid] })
    }
    for (let round = 0; round < options.rounds; round += 1) {
      for (const operation of operationNames) {
        for (const { name, router, pids } of routers) {
          const body = requestBody(operations[operation])
          const expected = await ask(router, body)
          checkSameData(name, expected, answers[operation])
          const order = { url: router.url, headers: router.headers, body, expected, connections: options.connections }
          await load.make({ ...order, seconds: round === 0 ? options.warmSeconds : 0.5 })
          const one = await measureLoad(name, pids, () => load.make({ ...order, seconds: options.seconds }))
          figures.set(`${name} ${operation}`, [...(figures.get(`${name} ${operation}`) ?? []), one])
          console.error(
            `round ${round + 1}  ${operation.padEnd(7)} ${name}  ${one.requestsPerCpuSecond.toFixed(0)} per CPU second`,
          )
        }
      }
    }
    return routers.flatMap(({ name }) =>
      operationNames.map((operation) => {
        const ones = figures.get(`${name} ${operation}`) ?? []
        return { contender: name, operation, ...mediansOf(ones), rounds: ones.length }
      }),
    )
  } finally {
    for (const { router } of routers) await router.stop()
  }
}
