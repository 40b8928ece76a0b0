import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { compareAnswers } from './compare.ts'
import type { Answer, AnsweredError } from './pair.ts'
import { losesListsOfLists } from './theirs.ts'

const schema = buildSchema('type Query { book: Book list: [Book] } type Book { id: ID! title: String! note: String }')
const operation = { document: parse('{ book { id title note } list { id title note } }'), variables: {} }
const book = { id: '1', title: 'Emma', note: null }

function answer(data: unknown, errors: AnsweredError[] = [], valueCompletion?: AnsweredError[]): Answer {
  const extensions = valueCompletion ? { valueCompletion } : {}
  const whole = { book: null, list: null, ...(data as object) }
  return { status: 200, data: whole, dataText: JSON.stringify(whole), errors, extensions }
}
function unexplained(compiled: Answer, apollo: Answer): string[] {
  return compareAnswers({ schema, operation, answers: { compiled, apollo } }).unexplained
}
function error(message: string, path: (string | number)[], code?: string): AnsweredError {
  return { message, path, extensions: code ? { code } : {} }
}

const nulled = error(
  'Cannot return null for non-nullable field Book.title.',
  ['book', 'title'],
  'SUBGRAPH_ANSWER_INVALID',
)

describe('comparing two answers', () => {
  it('finds nothing in equal ones, in whatever order their errors are', () => {
    const errors = [error('a', ['book', 'note']), error('b', ['list'])]
    expect(
      unexplained(answer({ book, list: null }, errors), answer({ book, list: null }, errors.toReversed())),
    ).toEqual([])
  })

  it('finds other data and an order of keys that was not asked for', () => {
    expect(unexplained(answer({ book }), answer({ book: { ...book, note: 'x' } }))).toHaveLength(1)
    const reversed = Object.fromEntries(Object.entries(book).toReversed())
    expect(unexplained(answer({ book: reversed }), answer({ book }))[0]).toMatch(/^order/)
    // In stock another order is no news.
    expect(unexplained(answer({ book }), answer({ book: reversed }))).toEqual([])
    expect(unexplained({ ...answer({ book }), status: 500 }, answer({ book }))).toHaveLength(1)
  })

  it('finds an error that one lacks, has elsewhere, or has with another code or message', () => {
    const one = error('a', ['book', 'note'], 'A')
    expect(unexplained(answer({ book }, [one]), answer({ book }))).toHaveLength(1)
    expect(unexplained(answer({ book }), answer({ book }, [one]))).toHaveLength(1)
    for (const other of [error('a', ['list'], 'A'), error('b', ['book', 'note'], 'A'), error('a', ['book', 'note'])]) {
      expect(unexplained(answer({ book }, [one]), answer({ book }, [other]))).toHaveLength(2)
    }
  })

  it('accepts an error for a nulled field only where stock found it too, or had other errors and kept silent', () => {
    const none = { book: null, list: null }
    expect(unexplained(answer(none, [nulled]), answer(none, [], [nulled]))).toEqual([])
    expect(unexplained(answer(none, [nulled]), answer(none))).toHaveLength(1)
    const other = error('a', ['list'], 'A')
    expect(unexplained(answer(none, [nulled, other]), answer(none, [other]))).toEqual([])
    // Nothing is missing at the path, or the schema allows the null there.
    expect(unexplained(answer({ book }, [nulled, other]), answer({ book }, [other]))).not.toEqual([])
    const allowed = { ...nulled, path: ['book', 'note'] }
    expect(unexplained(answer(none, [allowed, other]), answer(none, [other]))).toHaveLength(1)
  })

  it('finds a nulled field of which only stock tells', () => {
    expect(unexplained(answer({ book: null }), answer({ book: null }, [], [nulled]))).toHaveLength(1)
  })

  it('accepts nulls of stock in lists of lists, and nowhere else', () => {
    expect(losesListsOfLists({ a: [[{ b: 1 }]] }, { a: [[null]] })).toBe(true)
    expect(losesListsOfLists({ a: [[{ b: { c: 1 }, d: 2 }]] }, { a: [[{ b: null, d: 2 }]] })).toBe(true)
    expect(losesListsOfLists({ a: [{ b: 1 }] }, { a: [null] })).toBe(false)
    expect(losesListsOfLists({ a: [{ b: [1] }] }, { a: [{ b: [null] }] })).toBe(false)
    expect(losesListsOfLists({ a: [[{ b: 1 }]] }, { a: [[{ b: 2 }]] })).toBe(false)
    expect(losesListsOfLists({ a: [[null]] }, { a: [[{ b: 1 }]] })).toBe(false)
  })

  it('finds an error of ours where nothing is missing, though stock has it there too', () => {
    const stray = error('a', ['book', 'title'])
    expect(unexplained(answer({ book }, [stray]), answer({ book }, [stray]))).toHaveLength(1)
    const down = error('down', ['list'], 'SUBGRAPH_UNAVAILABLE')
    expect(unexplained(answer({ list: [null] }, [down]), answer({ list: [null] }, [down]))).toEqual([])
  })

  it('accepts the elements of a list that a subgraph is missing from, and nothing outside of it', () => {
    const list = [{ ...book, note: null }]
    const down = (path: (string | number)[]): AnsweredError => error('down', path, 'SUBGRAPH_UNAVAILABLE')
    const theirs = answer({ list }, [down(['list'])])
    expect(unexplained(answer({ list }, [down(['list', 0, 'note'])]), theirs)).toEqual([])
    expect(unexplained(answer({ list }, [down(['list', 0, 'note']), down(['book', 'note'])]), theirs)).toHaveLength(1)
    expect(unexplained(answer({ list }, [down(['list', 0, 'title'])]), theirs)).not.toEqual([])
    expect(unexplained(answer({ list }), theirs)).toHaveLength(1)
  })

  it('accepts another index of an error only where it is larger and leads to a null', () => {
    const list = [book, { ...book, title: 'x' }, null]
    const at = (index: number, message = 'a'): Answer => answer({ list }, [error(message, ['list', index])])
    expect(unexplained(at(2), at(1))).toEqual([])
    expect(unexplained(at(2), at(1, 'b'))).not.toEqual([])
    expect(unexplained(at(1), at(2))).not.toEqual([])
  })
})
