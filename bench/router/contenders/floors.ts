import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { operationNames, operations, requestBody } from '../graph/operations.ts'
import { NODE_FLAGS } from '@shop/bench-measure/command'
import type { Command } from '@shop/bench-measure/command'
import type { Contender, Stage } from './contender.ts'

const FLOORS = join(import.meta.dirname, '../floors')

/** Nothing cheaper is possible behind `node:http`: the bytes of the answer lie ready. */
export const staticFloor: Contender = {
  name: 'static',
  title: 'floor: static answer',
  prepare: async () => `Node ${process.versions.node}`,
  command: (stage) => floorCommand(stage, 'static-answer.ts'),
}

/** What a router on Node cannot do without: the fetches that ours makes, parsed, and the answer written. */
export const fetchFloor: Contender = {
  name: 'floor',
  title: 'floor: fetch and parse',
  prepare: async () => `Node ${process.versions.node}`,
  command: (stage) => floorCommand(stage, 'fetch-and-parse.ts'),
}

/** What a floor knows beforehand: for the body of each request the answer, and the fetches that lead to it. */
export type FloorScript = Record<string, { answer: string; waves: { url: string; body: string }[][] }>

async function floorCommand(stage: Stage, program: string): Promise<Command> {
  const script: FloorScript = {}
  for (const name of operationNames) {
    script[requestBody(operations[name])] = {
      answer: stage.expected[name],
      waves: stage.fetches[name].map((wave) =>
        wave.map(({ subgraph, body }) => ({ url: stage.subgraphUrls[subgraph], body })),
      ),
    }
  }
  const file = join(stage.folder, 'floor.json')
  await writeFile(file, JSON.stringify(script))
  return {
    command: process.execPath,
    args: [...NODE_FLAGS, join(FLOORS, program), String(stage.port), file],
    environment: { NODE_ENV: 'production' },
  }
}
