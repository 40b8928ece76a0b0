import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const script = join(import.meta.dirname, '..', 'operations.ts')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'operations-'))
  mkdirSync(join(folder, 'site'))
  write('api.graphql', 'type Query { book(id: ID!): Book }\ntype Book { title: String }\n')
  write('site/book.graphql', '# of one book\nquery Book($id: ID!) { book(id: $id) { title } }\n')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('writes a manifest whose ids are the hashes of what clients send', () => {
  expect(run()).toMatchObject({ status: 0 })
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    operations: { id: string; body: string }[]
  }
  const [operation] = manifest.operations
  expect(manifest).toMatchObject({ format: 'apollo-persisted-query-manifest', version: 1 })
  expect(operation).toMatchObject({ name: 'Book', type: 'query' })
  expect(operation?.body).toBe('query Book($id: ID!) {\n  book(id: $id) {\n    title\n  }\n}')
  expect(operation?.id).toBe(
    createHash('sha256')
      .update(operation?.body ?? '')
      .digest('hex'),
  )
  expect(run('--check')).toMatchObject({ status: 0, stderr: '' })
})

it('with --check fails when the manifest is stale, and leaves it', () => {
  run()
  const before = readFileSync(join(folder, 'manifest.json'), 'utf8')
  write('site/book.graphql', 'query Book($id: ID!) { book(id: $id) { __typename } }')
  const { status, stderr } = run('--check')
  expect([status, readFileSync(join(folder, 'manifest.json'), 'utf8')]).toEqual([1, before])
  expect(stderr).toContain('manifest.json is stale; run: npm run operations')
})

it('names the file and line of what does not fit the schema, and everything else that is wrong', () => {
  write('site/author.graphql', 'query Author {\n  author { name }\n}')
  write('site/broken.graphql', 'query {')
  write('site/nameless.graphql', '{ book(id: 1) { title } }')
  write('site/twice.graphql', 'query Book { book(id: 1) { title } }')
  const { status, stderr } = run()
  expect(status).toBe(1)
  expect(stderr).toContain('site/author.graphql:2: Cannot query field "author" on type "Query".')
  expect(stderr).toContain('site/broken.graphql: Syntax Error')
  expect(stderr).toContain('site/nameless.graphql: a file has one operation, with a name')
  expect(stderr).toContain('Book: two operations have this name')
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

function run(...flags: string[]) {
  const paths = ['--schema', join(folder, 'api.graphql'), '--operations', folder]
  return spawnSync(process.execPath, [script, ...paths, ...flags], { encoding: 'utf8' })
}
