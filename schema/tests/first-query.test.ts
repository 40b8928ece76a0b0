import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { FIRST_QUERY } from '../first-query.ts'

it('the first query is one of the API that clients see', () => {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../api.graphql'), 'utf8'))
  expect(validate(schema, parse(FIRST_QUERY))).toEqual([])
})
