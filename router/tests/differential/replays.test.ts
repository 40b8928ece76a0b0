import { env } from 'node:process'
import { getOperationAST, OperationTypeNode, print } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createRouter } from '../../src/router.ts'
import { loadSupergraph } from '../../src/supergraph.ts'
import { compose, post } from '../fixture/start-graph.ts'
import { generateOperation } from './generate-operation.ts'
import type { Operation } from './generate-operation.ts'
import { MOVES } from './graphs/moves.ts'
import { SHELF } from './graphs/shelf.ts'
import { UNLIMITED } from './pair.ts'
import { createRandom, hash } from './random.ts'
import type { Random } from './random.ts'
import { createStubSubgraphs } from './stub-subgraphs.ts'
import { headersOf } from './weather.ts'
import type { Forecast, Season } from './weather.ts'

const SEED = Number(env['DIFFERENTIAL_SEED'] ?? 1)
const OPERATIONS = Number(env['DIFFERENTIAL_OPERATIONS'] ?? 3000) / 50
/** Of one operation. Twice the same in a row is recorded, three times is answered from the recording. */
const TIMES = 10
const TOKEN = 'for-prometheus'

describe(`recorded executions, seed ${SEED}`, () => {
  it.each([
    { name: 'interfaces, unions, lists of lists and @requires', definitions: SHELF },
    { name: 'compound keys, overrides and merged types', definitions: MOVES },
  ])('answer what a router without them answers, whatever changes in the subgraphs, over $name', async (graph) => {
    const subgraphs = createStubSubgraphs(graph.definitions)
    const served = await Promise.all(subgraphs.map((subgraph) => subgraph.serve()))
    const supergraph = compose(
      subgraphs.map(({ name, typeDefs }, index) => ({ name, typeDefs, url: served[index]!.url })),
    )
    const start = async (replayBytes: number) => {
      const settings = { ...UNLIMITED, replayBytes, metricsToken: TOKEN }
      const router = createRouter({ supergraph, settings, log: pino({ level: 'silent' }) })
      return { router, url: (await router.listen()).url }
    }
    const [recording, reading] = await Promise.all([start(1 << 24), start(0)])

    const random = createRandom(SEED + hash(graph.name))
    const { clientSchema } = loadSupergraph(supergraph)
    for (let index = 0; index < OPERATIONS; index += 1) {
      const { document, variables } = generateQuery(clientSchema, random)
      const body = JSON.stringify({ query: print(document), variables })
      const forecasts = [forecastOf(random), forecastOf(random)]
      for (let time = 0; time < TIMES; time += 1) {
        const forecast = forecasts[random.chance(0.25) ? 1 : 0] as Forecast
        const ask = ({ url }: typeof recording) => post(`${url}/graphql`, body, headersOf(forecast, `${index} ${time}`))
        const [ours, plain] = await Promise.all([ask(recording), ask(reading)])
        const place = `operation ${index}, time ${time}, ${JSON.stringify(forecast)}: ${body}`
        expect(JSON.parse(ours.text).data, place).toEqual(JSON.parse(plain.text).data)
        expect(sorted(ours.errors), place).toEqual(sorted(plain.errors))
      }
    }
    const metrics = await fetch(`${recording.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    const text = await metrics.text()
    for (const outcome of ['same', 'changed']) {
      expect(Number(new RegExp(`replays_total\\{outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1])).toBeGreaterThan(20)
    }

    await Promise.all([recording.router.stop(), reading.router.stop()])
    for (const one of served) await one.stop()
  })
})

/** Mutations are never recorded. */
function generateQuery(schema: GraphQLSchema, random: Random): Operation {
  for (;;) {
    const operation = generateOperation(schema, random, 6 + random.below(14))
    if (getOperationAST(operation.document)?.operation === OperationTypeNode.QUERY) return operation
  }
}

function forecastOf(random: Random): Forecast {
  const season = random.pick<Season>(['calm', 'missing', 'storm'])
  return { season, seed: random.below(1_000_000), down: null }
}

/** Fetches that run side by side may tell their errors in any order. */
function sorted(errors: readonly object[]): string[] {
  return errors.map((error) => JSON.stringify(error)).toSorted()
}
