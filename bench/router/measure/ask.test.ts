import { expect, it } from 'vitest'
import { checkSameData } from './ask.ts'

const expected = '{"data":{"users":[{"id":"1","name":"Ada"}]}}'

it('takes the same data in another order, with extensions', () => {
  const answer = '{"data":{"users":[{"name":"Ada","id":"1"}]},"extensions":{"cost":1}}'
  expect(() => checkSameData('one', answer, expected)).not.toThrow()
})

it.each([
  ['other data', '{"data":{"users":[{"id":"2","name":"Ada"}]}}'],
  ['an error beside the data', '{"errors":[{"message":"no"}],"data":{"users":[{"id":"1","name":"Ada"}]}}'],
  ['no data', '{}'],
])('refuses %s', (_what, answer) => {
  expect(() => checkSameData('one', answer, expected)).toThrow('one answers something else')
})
