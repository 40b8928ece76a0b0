import { describe, expect, it } from 'vitest'
import { affectedPaths, clientPath } from './affected-paths.ts'

describe('where an answer misses something', () => {
  it('is every root field of a query, by the name that the client gave it', () => {
    expect(affectedPaths('{ first: book { id } ... on Query { books { id } } }', [])).toEqual([['first'], ['books']])
  })

  const entities =
    'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { __typename rating stars: rating } } }'

  it('is every field of a single entity', () => {
    expect(affectedPaths(entities, ['book'])).toEqual([
      ['_entities', 0, 'rating'],
      ['_entities', 0, 'stars'],
    ])
  })

  it('is the list, when it is the entities of one', () => {
    expect(affectedPaths(entities, ['books', '@'])).toEqual([[]])
  })
})

describe('the path of an error', () => {
  it('ends for the client where an index is not known', () => {
    expect(clientPath(['books', '@', 'author'])).toEqual(['books'])
    expect(clientPath(['book', '_entities'])).toEqual(['book'])
    expect(clientPath(['books', 2, 'author'])).toEqual(['books', 2, 'author'])
  })
})
