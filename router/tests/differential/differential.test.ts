import { env } from 'node:process'
import { print } from 'graphql'
import { describe, expect, it } from 'vitest'
import { compareAnswers } from './compare.ts'
import type { Comparison } from './compare.ts'
import { generateOperation } from './generate-operation.ts'
import type { Operation } from './generate-operation.ts'
import { MEDIA } from './graphs/media.ts'
import { MOVES } from './graphs/moves.ts'
import { SHELF } from './graphs/shelf.ts'
import { SHOP, SHOP_SUPERGRAPH } from './graphs/shop.ts'
import { startPair } from './pair.ts'
import type { Answers, Pair } from './pair.ts'
import { createRandom, hash } from './random.ts'
import type { Random } from './random.ts'
import { spelledOut } from './spelled-out.ts'
import { shrinkOperation } from './shrink-operation.ts'
import { createStubSubgraphs } from './stub-subgraphs.ts'
import type { StubDefinition } from './stub-subgraphs.ts'
import type { Forecast, Season } from './weather.ts'

/** The same by default, so that a red build means that the change broke something; other seeds are for longer runs. */
const SEED = Number(env['DIFFERENTIAL_SEED'] ?? 1)
const OPERATIONS = Number(env['DIFFERENTIAL_OPERATIONS'] ?? 3000)
/** Disagreements of one graph that are shrunk and told; the others are counted. */
const TOLD = 5

type Graph = { name: string; share: number; subgraphs: readonly StubDefinition[]; supergraph?: string }
const GRAPHS: readonly Graph[] = [
  { name: 'the shop', share: 0.25, subgraphs: SHOP, supergraph: SHOP_SUPERGRAPH },
  { name: 'interfaces, unions, lists of lists and @requires', share: 0.3, subgraphs: SHELF },
  { name: 'interface objects and what is inaccessible', share: 0.2, subgraphs: MEDIA },
  { name: 'compound keys, overrides and merged types', share: 0.25, subgraphs: MOVES },
]

describe(`the compiled engine and stock Apollo Gateway, seed ${SEED}`, () => {
  it.each(GRAPHS)(
    'agree on generated operations over $name',
    async ({ name, share, subgraphs, supergraph }) => {
      const pair = await startPair((engine) => createStubSubgraphs(subgraphs, engine), supergraph)
      const random = createRandom(SEED + hash(name))
      const told: string[] = []
      let disagreements = 0
      for (let index = 0; index < OPERATIONS * share; index += 1) {
        const operation = generateOperation(pair.schema, random, 6 + random.below(14))
        const forecast = forecastOf(random, pair)
        const { comparison } = await compare(pair, operation, forecast)
        if (comparison.unexplained.length === 0) continue
        disagreements += 1
        if (told.length < TOLD) told.push(await tell(pair, operation, forecast, index))
      }
      await pair.stop()
      expect(disagreements, `seed ${SEED}:\n\n${told.join('\n\n')}`).toBe(0)
    },
    Math.max(120_000, OPERATIONS * 100),
  )
})

function forecastOf(random: Random, { subgraphs }: Pair): Forecast {
  const season = random.pick<Season>(['calm', 'missing', 'storm'])
  return { season, seed: random.below(1_000_000), down: random.chance(0.1) ? random.pick(subgraphs) : null }
}

type Compared = { comparison: Comparison; answers: Answers }

async function compare(pair: Pair, operation: Operation, forecast: Forecast): Promise<Compared> {
  const { schema } = pair
  const answers = await pair.ask(operation, forecast)
  const comparison = compareAnswers({ operation, schema, answers })
  if (comparison.unexplained.length === 0 || !/\(if: |\.\.\./.test(print(operation.document)))
    return { comparison, answers }
  // See PLANNING in theirs.ts.
  const { apollo } = await pair.ask(spelledOut(schema, operation), forecast)
  const decided = { ...answers, apollo }
  return { comparison: compareAnswers({ operation, schema, answers: decided }), answers: decided }
}

/** What the two disagree in, on the smallest operation that shows it. */
async function tell(pair: Pair, operation: Operation, forecast: Forecast, index: number): Promise<string> {
  const disagrees = async (smaller: Operation): Promise<boolean> =>
    (await compare(pair, smaller, forecast)).comparison.unexplained.length > 0
  const smallest = await shrinkOperation(pair.schema, operation, disagrees)
  const { comparison, answers } = await compare(pair, smallest, forecast)
  const { compiled, apollo } = answers
  return [
    `operation ${index}, ${JSON.stringify(forecast)}, variables ${JSON.stringify(smallest.variables)}`,
    print(smallest.document),
    ...comparison.unexplained,
    `ours: ${JSON.stringify(compiled)}`,
    `theirs: ${JSON.stringify(apollo)}`,
  ].join('\n')
}
