import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSchema } from 'graphql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n'
const books = `${link}type Query { book: Book }\ntype Book @key(fields: "id") { id: ID! title: String }\n`
const authors = `${link}type Book @key(fields: "id") { id: ID! author: String }\n`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compose-'))
  write('books.graphql', books)
  write('authors.graphql', authors)
  write('rover.yaml', configuration('http://localhost:1/graphql'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('writes what a router loads and what clients see', () => {
  expect(compose()).toMatchObject({ status: 0 })
  expect(readFileSync(join(folder, 'supergraph.graphql'), 'utf8')).toContain(
    '@join__graph(name: "books", url: "http://localhost:1',
  )
  const book = buildSchema(readFileSync(join(folder, 'api.graphql'), 'utf8')).getType('Book')
  expect(book?.toString()).toBe('Book')
  expect(compose('--check')).toMatchObject({ status: 0, stderr: '' })
})

it('with --check fails when a committed file is stale, and leaves it', () => {
  compose()
  write('books.graphql', books.replace('title', 'name'))
  const before = readFileSync(join(folder, 'api.graphql'), 'utf8')
  const { status, stderr } = compose('--check')
  expect(status).toBe(1)
  expect(stderr).toContain('api.graphql is stale; run: npm run schema:compose')
  expect(readFileSync(join(folder, 'api.graphql'), 'utf8')).toBe(before)
})

it('names code, file, line and subgraph of what does not compose', () => {
  write('authors.graphql', authors.replace('author: String', 'title: Int'))
  const { status, stderr } = compose()
  expect(status).toBe(1)
  expect(stderr).toMatch(/FIELD_TYPE_MISMATCH: .*"Book\.title"/)
  expect(stderr).toMatch(/at \S*authors\.graphql:2 \(authors\)/)
  expect(existsSync(join(folder, 'supergraph.graphql'))).toBe(false)
})

it('names file and line of an SDL that does not parse', () => {
  write('books.graphql', `${link}type Query {\n  book: }\n`)
  expect(compose().stderr).toMatch(/Syntax Error.*\n\s+at \S*books\.graphql:3 \(books\)/)
})

it('expands environment variables as Rover does, and names one that is missing', () => {
  write('rover.yaml', configuration('${env.BOOKS_URL}'))
  expect(compose().stderr).toContain('asks for the environment variable BOOKS_URL, which is not set')
  execFileSync(process.execPath, command(), { env: { BOOKS_URL: 'http://books.test/graphql' } })
  expect(readFileSync(join(folder, 'supergraph.graphql'), 'utf8')).toContain('http://books.test/graphql')
})

it('reports every bad setting of the configuration by its name', () => {
  write('rover.yaml', 'federation_version: 1\nsubgraphs:\n  books: { routing_url: nowhere, schema: { url: x } }\n')
  const { status, stderr } = compose()
  expect(status).toBe(1)
  for (const name of ['federation_version', 'subgraphs.books.routing_url', 'subgraphs.books.schema']) {
    expect(stderr).toContain(`${name}: `)
  }
})

it("rover.yaml asks Rover for the composition library's version that is used here", () => {
  const { version } = createRequire(import.meta.url)('@apollo/composition/package.json') as { version: string }
  const rover = parse(readFileSync(join(root, 'rover.yaml'), 'utf8')) as { federation_version: string }
  expect(rover.federation_version).toBe(`=${version}`)
})

function configuration(url: string): string {
  const subgraph = (name: string) => `  ${name}:\n    routing_url: ${url}\n    schema:\n      file: ./${name}.graphql\n`
  return `federation_version: =2.14.4\nsubgraphs:\n${subgraph('books')}${subgraph('authors')}`
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text)
}

function command(...flags: string[]): string[] {
  return [join(root, 'schema', 'compose.ts'), '--config', join(folder, 'rover.yaml'), '--out', folder, ...flags]
}

function compose(...flags: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, command(...flags), { encoding: 'utf8' })
}
