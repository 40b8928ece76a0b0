import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from '@shop/bench-measure/command'
import { freePort } from '@shop/bench-measure/free-port'
import type { Contender, Stage } from '../contenders/contender.ts'
import { expectedAnswer, operationNames, operations, requestBody } from '../graph/operations.ts'
import type { OperationName } from '../graph/operations.ts'
import { composeSupergraph } from '../graph/supergraph.ts'
import { startLoad, startSubgraphs } from '../processes/start-side-processes.ts'
import type { LoadProcess, SubgraphProcess, SubgraphProgram } from '../processes/start-side-processes.ts'
import { startRouter } from '../processes/start-router.ts'
import type { RouterProcess } from '../processes/start-router.ts'
import { publishKeySet } from './key-set.ts'
import type { KeySet } from './key-set.ts'
import { recordFetches } from './record-fetches.ts'
import type { FetchWaves } from './record-fetches.ts'

export type Surroundings = {
  folder: string
  subgraphs: SubgraphProcess
  load: LoadProcess
  expected: Record<OperationName, string>
  headers: Record<string, string>
  /** What a contender is started with; `fetches` are empty before they were recorded. */
  stage(contender: string, deduplicate: boolean): Promise<Stage>
  start(contender: string, command: Command, port: number, ipc?: boolean): Promise<RouterProcess>
  /** Makes the floors know what our router asks of the subgraphs. */
  record(router: Contender): Promise<Record<OperationName, FetchWaves>>
}

/** Does something with everything around the routers: subgraphs, load, the key set. When it fails, it tells how their logs end. */
export async function withSurroundings<Result>(
  program: SubgraphProgram,
  use: (surroundings: Surroundings) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-router-'))
  const opened: { stop(): void }[] = []
  try {
    const subgraphs = await startSubgraphs(program)
    opened.push(subgraphs)
    const load = startLoad()
    opened.push(load)
    const keySet = await publishKeySet()
    opened.push(keySet)
    return await use(await surround(folder, subgraphs, load, keySet))
  } catch (error) {
    throw new Error(`The logs end so:\n${await endsOfLogs(folder)}`, { cause: error })
  } finally {
    for (const one of opened) one.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function surround(
  folder: string,
  subgraphs: SubgraphProcess,
  load: LoadProcess,
  keySet: KeySet,
): Promise<Surroundings> {
  const supergraphFile = join(folder, 'supergraph.graphql')
  await writeFile(supergraphFile, composeSupergraph(subgraphs.urls))
  const expected = await forEachOperation(async (name) => JSON.stringify(await expectedAnswer(operations[name])))
  let fetches = await forEachOperation<FetchWaves>(async () => [])
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: keySet.authorization,
  }

  const stage = async (contender: string, deduplicate: boolean): Promise<Stage> => {
    const own = join(folder, contender)
    await mkdir(own, { recursive: true })
    const common = { subgraphUrls: subgraphs.urls, supergraphFile, jwksUrl: keySet.url, expected, fetches }
    return { ...common, folder: own, port: await freePort(), deduplicate }
  }
  const start = (contender: string, command: Command, port: number, ipc = false): Promise<RouterProcess> =>
    startRouter({ command, port, headers, ipc, logFile: join(folder, `${contender}.log`) })

  return {
    folder,
    subgraphs,
    load,
    expected,
    headers,
    stage,
    start,
    async record(contender) {
      const router = await startContender(contender, { stage, start }, false)
      try {
        fetches = await forEachOperation((name) => recordFetches(subgraphs, router, requestBody(operations[name])))
      } finally {
        await router.stop()
      }
      return fetches
    },
  }
}

async function endsOfLogs(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.log'))
  const ends = files.map(async (file) => `${file}: …${(await readFile(join(folder, file), 'utf8')).slice(-1500)}`)
  return (await Promise.all(ends)).join('\n')
}

export async function startContender(
  contender: Contender,
  { stage, start }: Pick<Surroundings, 'stage' | 'start'>,
  deduplicate: boolean,
): Promise<RouterProcess> {
  const place = await stage(contender.name, deduplicate)
  return start(contender.name, await contender.command(place), place.port)
}

async function forEachOperation<Value>(
  make: (name: OperationName) => Promise<Value>,
): Promise<Record<OperationName, Value>> {
  const made: [OperationName, Value][] = []
  for (const name of operationNames) made.push([name, await make(name)])
  return Object.fromEntries(made) as Record<OperationName, Value>
}
