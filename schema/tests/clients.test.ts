import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readClientOperations } from '../clients/client-operations.ts'
import { typedDocuments } from '../clients/typed-documents.ts'

const SCHEMA = `type Query { book(id: ID!): Book books(kind: Kind, since: DateTime): [Book!]! }
enum Kind { NOVEL POEM } scalar DateTime type Book { title: String printed: DateTime! pages: Int }`
const BOOK = 'query Book($id: ID!) { book(id: $id) { ...Title printed } }\nfragment Title on Book { title }\n'
const BOOKS = 'query Books($kind: Kind) { books(kind: $kind) { pages } }\n'

type Manifest = { operations: { id: string; name: string; clients: { name: string; versions: (string | null)[] }[] }[] }

/** Inside of the repository, so that what is generated finds the packages that it imports. */
let folder: string
beforeEach(() => {
  mkdirSync(join(import.meta.dirname, 'generated'), { recursive: true })
  folder = mkdtempSync(join(import.meta.dirname, 'generated', 'clients-'))
  mkdirSync(join(folder, 'web'))
  write('api.graphql', SCHEMA)
  write('web/book.graphql', BOOK)
  write('web/books.graphql', BOOKS)
})
afterEach(() => rmSync(folder, { recursive: true }))

it('generates documents whose results and variables are typed, and whose hashes are the ids of the manifest', () => {
  expect(run('generate-client', '--client', 'web', '--version', '1.4.0')).toMatchObject({ status: 0, stderr: '' })
  write(
    'use.ts',
    `import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core'
import { BookDocument, BooksDocument } from './web/generated/graphql.ts'
const book: ResultOf<typeof BookDocument> = { book: { title: null, printed: '2026-11-22T00:00:00Z' } }
const kind: VariablesOf<typeof BooksDocument> = { kind: 'POEM' }
// @ts-expect-error: there is no such kind
const wrong: VariablesOf<typeof BooksDocument> = { kind: 'PROSE' }
// @ts-expect-error: the id is needed
const missing: VariablesOf<typeof BookDocument> = {}
console.log(JSON.stringify([BookDocument, BooksDocument].map((one) => (one as any).__meta__.hash)), book, kind, wrong, missing)`,
  )
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--allowImportingTsExtensions']
  const compiled = spawnSync('npx', ['tsc', ...flags, '--ignoreConfig', '--types', 'node', join(folder, 'use.ts')], {
    encoding: 'utf8',
  })
  expect(compiled.stdout).toBe('')
  const used = spawnSync(process.execPath, [join(folder, 'use.ts')], { encoding: 'utf8' })
  const hashes = JSON.parse(used.stdout.slice(0, used.stdout.indexOf(']') + 1)) as string[]
  expect(hashes).toEqual(manifest().operations.map(({ id }) => id))
})

it('generates documents for each of our own clients, with a type for every scalar', async () => {
  const folder = join(import.meta.dirname, '..')
  const api = readFileSync(join(folder, 'api.graphql'), 'utf8')
  const problems: string[] = []
  const all = readClientOperations(join(folder, 'operations'), null, problems)
  for (const client of new Set(all.map((one) => one.client))) {
    const own = all.filter((one) => one.client === client)
    const { files, operations } = await typedDocuments(api, own, '.ts')
    expect(operations).toHaveLength(own.length)
    expect(files.find(({ name }) => name === 'graphql.ts')?.content).not.toMatch(/: unknown\b(?! \})/)
  }
  expect([problems, all.length > 10]).toEqual([[], true])
})

it('keeps what a version asks, also when its client asks something else since', () => {
  expect(run('register-operations', '--client', 'web', '--version', '1.4.0').status).toBe(0)
  write('web/books.graphql', 'query Books { books { title } }')
  expect(run('operations').status).toBe(0)
  const clients = manifest().operations.map(({ name, clients: [client] }) => `${name} ${client?.versions.join()}`)
  expect(clients).toEqual(['Book ,1.4.0', 'Books ', 'Books 1.4.0'])
  expect(run('operations', '--check').status).toBe(0)
})

it('does not let a version change, until it is retired', () => {
  run('register-operations', '--client', 'web', '--version', '1.4.0')
  expect(run('register-operations', '--client', 'web', '--version', '1.4.0').status).toBe(0)
  write('web/books.graphql', 'query Books { books { title } }')
  const changed = run('register-operations', '--client', 'web', '--version', '1.4.0')
  expect([changed.status, changed.stderr]).toEqual([1, expect.stringContaining('web 1.4.0 is registered with other')])
  expect(run('register-operations', '--client', 'web', '--version', '1.4.0', '--retire').status).toBe(0)
  expect(existsSync(join(folder, 'web/1.4.0'))).toBe(false)
  expect(manifest().operations).toHaveLength(2)
})

it('says what is wrong with what it is given', () => {
  expect(run('generate-client').stderr).toContain('--client is one of: web')
  expect(run('generate-client', '--client', 'ios').stderr).toContain('ios has no operations')
  expect(run('register-operations', '--client', 'web', '--version', '../evil').stderr).toContain('is no version')
  write('web/books.graphql', 'query Books { authors { name } }')
  expect(run('generate-client', '--client', 'web').stderr).toContain(
    'web/books.graphql:1: Cannot query field "authors" on type "Query".',
  )
})

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

function run(program: string, ...args: string[]): { status: number | null; stderr: string } {
  const own = program === 'register-operations' ? [] : ['--schema', join(folder, 'api.graphql')]
  const command = [join(import.meta.dirname, '..', `${program}.ts`), '--operations', folder, ...own, ...args]
  return spawnSync(process.execPath, command, { encoding: 'utf8' })
}
