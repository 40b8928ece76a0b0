import { expect, it } from 'vitest'
import { wavesOf } from './record-fetches.ts'

it('puts fetches that came together into one wave, and those that waited into the next', () => {
  const waves = wavesOf(
    [
      { subgraph: 'accounts', body: 'a', at: 3 },
      { subgraph: 'inventory', body: 'd', at: 411 },
      { subgraph: 'products', body: 'b', at: 5 },
      { subgraph: 'reviews', body: 'c', at: 206 },
    ],
    200,
  )
  expect(waves.map((wave) => wave.map(({ body }) => body))).toEqual([['a', 'b'], ['c'], ['d']])
})
