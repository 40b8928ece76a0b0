import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('nothing of the package needs Node, and only the libraries that it is for are imported', () => {
  const folder = new URL('../src/', import.meta.url)
  const sources = readdirSync(folder).filter((name) => !name.endsWith('.test.ts'))
  const imported = sources.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    expect(text, name).not.toMatch(/\b(process|Buffer|require|__dirname)\b/)
    return [...text.matchAll(/from '([^'.][^']*)'/g)].map(([, from]) => from)
  })
  expect(new Set(imported)).toEqual(new Set(['graphql-ws', '@urql/core', '@apollo/client/link/subscriptions']))
})
