import { OperationTypeNode } from 'graphql'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { newRequestContext } from '../request-context.ts'
import type { AskSubgraph, FetchOperation } from '../subgraphs/subgraph-fetch.ts'
import { createEntityBatches } from './batch-entities.ts'

const operation: FetchOperation = {
  query: 'query($representations:[_Any!]!){_entities(representations:$representations){... on Book{title}}}',
  name: null,
  kind: OperationTypeNode.QUERY,
  entities: [{ alias: '_entities', variable: 'representations', selection: '{... on Book{title}}' }],
}

/** Asks for the book of each id at once, all for the same viewer. */
function askFor(ids: readonly string[], ask: AskSubgraph) {
  const askTogether = createEntityBatches(ask, 100)
  return Promise.allSettled(
    ids.map((id) => {
      const context = {
        ...newRequestContext({}, new AbortController().signal, pino({ enabled: false })),
        identity: 'a',
      }
      const variables = JSON.stringify({ representations: [{ __typename: 'Book', id }] })
      return askTogether({ subgraph: 'books', operation, variables, context })
    }),
  )
}

it('gives each the entity that it asked for', async () => {
  const asked: string[] = []
  const answers = await askFor(['1', '2', '1'], async ({ variables }) => {
    asked.push(variables)
    const { representations } = JSON.parse(variables) as { representations: { id: string }[] }
    return { data: { _entities: representations.map(({ id }) => ({ title: `Book ${id}` })) } }
  })
  expect(asked).toHaveLength(1)
  expect(answers).toMatchObject(
    ['1', '2', '1'].map((id) => ({ value: { data: { _entities: [{ title: `Book ${id}` }] } } })),
  )
})

it('gives nobody anything of a list that is shorter than what was asked for', async () => {
  const answers = await askFor(['1', '2'], async () => ({ data: { _entities: [{ title: 'Book 2' }] } }))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
