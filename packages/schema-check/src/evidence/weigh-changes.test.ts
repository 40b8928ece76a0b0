import { expect, it } from 'vitest'
import { findChanges } from '../compare/find-changes.ts'
import { composeSide, type LoadedSide } from '../composition/load-side.ts'
import type { AskedOperation } from './known-operation.ts'
import { weighChanges } from './weigh-changes.ts'

const sdl = 'type Query { book(size: Size): Book }\ntype Book { id: ID!, pages: Int }\nenum Size { SMALL LARGE }\n'

it('tells an operation that the head refuses even when its change is called safe', async () => {
  const { weighed } = await weigh(sdl.replace(', pages: Int', ''), [known('query Pages { book { pages } }', null)])
  expect(weighed).toContainEqual(
    expect.objectContaining({
      code: 'OPERATION_BROKEN',
      severity: 'breaking',
      coordinate: 'Book.pages',
      proof: expect.objectContaining({
        shownBy: 'validation',
        onHead: [expect.stringContaining('Cannot query field "pages"')],
      }),
    }),
  )
})

it('tells an operation whose recorded variables the head refuses, too', async () => {
  const text = 'query Sized($size: Size) { book(size: $size) { id } }'
  const { weighed } = await weigh(sdl.replace(' LARGE', ''), [
    known(text, new Map([['size', { oneOf: ['enum:LARGE', 'enum:SMALL'] }]])),
  ])
  expect(weighed).toContainEqual(
    expect.objectContaining({
      code: 'OPERATION_BROKEN',
      proof: expect.objectContaining({ shownBy: 'variables', variables: { size: 'LARGE' } }),
    }),
  )
})

it('says nothing of operations that use nothing of what changed', async () => {
  const { weighed, touched } = await weigh(sdl.replace(', pages: Int', ''), [known('query Id { book { id } }', null)])
  expect([weighed.filter(({ code }) => code === 'OPERATION_BROKEN'), touched.size]).toEqual([[], 0])
})

/** As if every judgement about kinds of changes were too mild. */
async function weigh(headSdl: string, operations: AskedOperation[]) {
  const [base, head] = [load(sdl), load(headSdl)]
  const changes = (await findChanges(base, head)).map((change) => ({ ...change, severity: 'safe' as const }))
  return weighChanges({ base, head }, changes, operations, { isKnowledgeComplete: false, alsoWanted: new Set() })
}

function load(text: string): LoadedSide {
  const side = composeSide([{ name: 'books', url: null, file: 'books.graphql', text }], [], 'head')
  if ('errors' in side) throw new Error('It composes.')
  return side
}

function known(text: string, variables: AskedOperation['variables']): AskedOperation {
  const name = /query (\w+)/.exec(text)?.[1] ?? null
  return { signature: text, name, text, uses: [], file: null, variables, isSampled: false }
}
