import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckResult } from '../src/result.ts'

const command = join(import.meta.dirname, '..', 'bin', 'supergraph-check.mjs')
const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override", "@interfaceObject", "@tag"])\n'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supergraph-check-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('supergraph-check', () => {
  it('says 0 when nothing changed, and 1 with line and proof when a field goes that a client asks', async () => {
    start({
      'books.graphql': `${link}type Query { book: Book }\ntype Book @key(fields: "id") {\n  id: ID!\n  title: String\n}\n`,
      'schema/operations/web/book.graphql': 'query Book {\n  book { title }\n}\n',
    })
    expect(await run()).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing changed') })
    // The client's operation is edited with the schema, and the clients that run still ask what they asked.
    write('books.graphql', `${link}type Query { book: Book }\ntype Book @key(fields: "id") {\n  id: ID!\n}\n`)
    write('schema/operations/web/book.graphql', 'query Book {\n  book { id }\n}\n')
    const { status, stdout } = await run()
    expect(status).toBe(1)
    for (const text of [
      'breaking FIELD_REMOVED',
      'books.graphql:3 (books)',
      'by Book of web',
      'Cannot query field "title"',
    ]) {
      expect(stdout).toContain(text)
    }
  })

  it('says 1 when the head does not compose, with code, line and what to do', async () => {
    start({
      'books.graphql': `${link}type Query { book: Book }\ntype Book @key(fields: "id") { id: ID! title: String }\n`,
      'shop.graphql': `${link}type Book @key(fields: "id") { id: ID! }\n`,
    })
    write('shop.graphql', `${link}type Book @key(fields: "id") {\n  id: ID!\n  title: Int\n}\n`)
    const { status, stdout } = await run()
    expect(status).toBe(1)
    expect(stdout).toContain('FIELD_TYPE_MISMATCH')
    expect(stdout).toMatch(/at shop\.graphql:4 \(shop\)/)
    expect(stdout).toContain('Give the field the same type in every subgraph')
  })

  it.each([
    ['there is no base', [], { orphan: 'lonely' }, /no base to compare with/],
    ['an option is unknown', ['--bas', 'x'], {}, /Unknown option '--bas'/],
    ['an option is wrong', ['--unused', 'maybe'], {}, /--unused is fail or allow, not maybe/],
    [
      'the ref is not there, also where the settings let a clone without a base pass',
      ['--base', 'nowhere'],
      { 'supergraph-check.yaml': 'withoutBase: pass\n' },
      /no such commit here: nowhere/,
    ],
    ['a file cannot be read', ['--approvals', '.'], {}, /^\S+ cannot be read: EISDIR.*\n$/],
    ['a report cannot be written', ['--output', 'html=nowhere/a.html'], {}, /^ENOENT: .*nowhere\/a\.html'\n$/],
    [
      'a fragment is nowhere',
      [],
      {
        'schema/operations/web/a.graphql': 'query A { ...Gone }',
        'books.graphql': `${link}type Query { a: Int, c: Int }\n`,
      },
      /web\/a\.graphql: the fragment Gone is in no file of web/,
    ],
    [
      'approvals are wrong',
      [],
      { 'schema/approvals.yaml': 'approvals:\n  - finding: x\n' },
      /approvals\.0\.finding: is the id/,
    ],
    ['the settings are wrong', [], { 'supergraph-check.yaml': 'unsed: allow\n' }, /supergraph-check\.yaml is wrong/],
    [
      'a schema comes from a registry',
      [],
      { 'rover.yaml': 'subgraphs:\n  books: { schema: { graphref: shop@current } }\n' },
      /subgraphs\.books\.schema: comes from the registry of GraphOS \(graphref\)/,
    ],
    [
      'an operation of the head is no GraphQL',
      [],
      { 'schema/operations/web/a.graphql': 'query {', 'books.graphql': `${link}type Query { a: Int, c: Int }\n` },
      /web\/a\.graphql:1: Syntax Error/,
    ],
  ] as [string, string[], Record<string, string>, RegExp][])('says 2 when %s', async (_case, flags, files, message) => {
    start({ 'books.graphql': `${link}type Query { a: Int }\n` })
    const { orphan, ...written } = files
    for (const [file, text] of Object.entries(written)) write(file, text)
    if (orphan !== undefined) leaveMain(orphan)
    const { status, stderr } = await run(...flags)
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)])
  })

  it('says 2 when the base does not compose, because nothing can be compared with it', async () => {
    start({ 'books.graphql': 'type Query { a: Nothing }\n' })
    write('books.graphql', `${link}type Query { a: Int }\n`)
    expect(await run()).toMatchObject({ status: 2, stderr: expect.stringMatching(/The base main .* does not compose/) })
  })

  it('in a shallow clone says how to get the base, and passes with what composes when it may', async () => {
    start({ 'books.graphql': `${link}type Query { a: Int }\n` })
    git('checkout', '--quiet', '-b', 'work')
    write('books.graphql', `${link}type Query { b: Int }\n`)
    git('commit', '--quiet', '--all', '--message', 'work')
    const clone = join(folder, 'clone')
    git('clone', '--quiet', '--depth', '1', '--branch', 'work', '--single-branch', `file://${folder}`, clone)
    expect(await runIn(clone)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('git fetch --unshallow origin main'),
    })
    const passed = await runIn(clone, '--without-base', 'pass')
    expect(passed).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing was compared') })
  })

  it('says what a published supergraph does not tell: @oneOf, and contracts', async () => {
    const before = `${link}directive @oneOf on INPUT_OBJECT\ntype Query { a(by: By): Int @tag(name: "public") }\ninput By { id: ID, name: String }\n`
    const after = before.replace('input By', 'input By @oneOf')
    start({
      'rover.yaml': 'subgraphs:\n  only: { schema: { file: only.graphql } }\n',
      'only.graphql': after,
      'supergraph-check.yaml': 'contracts:\n  partner: { include: [public] }\n',
    })
    const { composeSide } = await import('../src/composition/load-side.ts')
    const side = composeSide([{ name: 'only', url: null, file: 'only', text: before }], [], 'head')
    write('published.graphql', 'errors' in side ? '' : side.supergraph)
    const { status, stdout } = await run('--base-supergraph', 'published.graphql')
    expect([status, stdout]).toEqual([0, expect.stringContaining('NOT COMPARED: whether an input became @oneOf')])
    expect(stdout).not.toContain('ONE_OF_ADDED')
  })

  it('asks a running subgraph with its headers, and compares with a published supergraph', async () => {
    let sdl = `${link}type Query { a: Int b: Int }\n`
    const seen: unknown[] = []
    const server = createServer((request, response) => {
      seen.push(request.headers['x-key'])
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { _service: { sdl } } }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const schema = `{ subgraph_url: "http://127.0.0.1:${port}/", introspection_headers: { x-key: "\${env.KEY}" } }`
    start({ 'rover.yaml': `subgraphs:\n  live: { schema: ${schema} }\n` })
    const same = await run()
    expect([same.status, same.stderr]).toEqual([0, ''])
    expect(same.stdout).toContain('live: read from a running service')
    expect(seen).toEqual(['secret'])
    // Published by the same command: the HTML and JSON outputs do not have it, the library does.
    const { composeSide } = await import('../src/composition/load-side.ts')
    const side = composeSide([{ name: 'live', url: null, file: 'live', text: sdl }], [], 'head')
    write('published.graphql', 'errors' in side ? '' : side.supergraph)
    sdl = `${link}type Query { a: Int }\n`
    const { status, stdout } = await run('--base-supergraph', 'published.graphql')
    server.close()
    expect([status, stdout]).toEqual([1, expect.stringContaining('FIELD_REMOVED')])
  })
})

describe('supergraphs that are not shaped like ours', () => {
  it('a media library: an entity interface that another subgraph adds to as a whole', async () => {
    const media = `${link}type Query { media(id: ID!): Media all: [Media!]! }
interface Media @key(fields: "id") { id: ID! title: String! }
type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int }
type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int }\n`
    const ratings = `${link}type Media @interfaceObject @key(fields: "id") { id: ID! stars: Float votes: Int! }\ntype Query { top: [Media!]! }\n`
    start({
      'media.graphql': media,
      'ratings.graphql': ratings,
      'schema/operations/tv/top.graphql': 'query Top { top { id stars ... on Film { title minutes votes } } }',
    })
    write('ratings.graphql', ratings.replace(' votes: Int!', ''))
    write('media.graphql', `${media}type Song implements Media @key(fields: "id") { id: ID! title: String! }\n`)
    const { findings, deployOrder } = await check()
    expect(findings.filter(({ severity }) => severity === 'breaking').map(({ coordinate }) => coordinate)).toEqual([
      'Book.votes',
      'Film.votes',
      'Media.votes',
    ])
    expect(findings).toContainEqual(
      expect.objectContaining({
        coordinate: 'Film.votes',
        causes: [expect.objectContaining({ subgraph: 'ratings' })],
        proof: expect.objectContaining({ source: 'client', operationName: 'Top' }),
      }),
    )
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'OBJECT_TYPE_INTERFACE_ADDED', severity: 'dangerous' }),
    )
    expect(deployOrder.problems.map(({ order }) => order)).toContain('subgraphs first')
  })

  it('a monolith that is taken apart: a field moves with @override, and plans grow', async () => {
    const monolith = `${link}type Query { user(id: ID!): User }\ntype User @key(fields: "id") { id: ID! name: String bill: Bill }\ntype Bill @shareable { cents: Int }\n`
    start({
      'monolith.graphql': monolith,
      'billing.graphql': `${link}type User @key(fields: "id") { id: ID! }\n`,
      'schema/operations/app/bill.graphql': 'query Bill { user(id: 1) { name bill { cents } } }',
    })
    write(
      'billing.graphql',
      `${link}type User @key(fields: "id") { id: ID! bill: Bill @override(from: "monolith") }\ntype Bill @shareable { cents: Int }\n`,
    )
    const { status, findings, planRegressions, deployOrder } = await check()
    expect([status, findings.filter(({ severity }) => severity === 'breaking')]).toEqual(['ok', []])
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['FIELD_MOVED', 'OVERRIDE_ADDED']))
    expect(planRegressions).toEqual([
      expect.objectContaining({
        name: 'Bill',
        kind: 'worse',
        base: expect.objectContaining({ fetches: 1, hops: 1 }),
        head: expect.objectContaining({ fetches: 2, hops: 2, subgraphs: ['billing', 'monolith'] }),
      }),
    ])
    expect(deployOrder).toMatchObject({ safeOrders: ['subgraphs first'] })
  })

  it('an API with a contract for partners: what they lose is told for them, with who asks it', async () => {
    const shop = `${link}type Query { item(id: ID!): Item @tag(name: "public") stock: [Stock!] }
type Item @tag(name: "public") { id: ID! name: String! @tag(name: "names") cost: Int @tag(name: "internal") }
type Stock { count: Int! }\n`
    start({
      'shop.graphql': shop,
      'supergraph-check.yaml': 'contracts:\n  partner: { include: [public], exclude: [internal] }\n',
      'schema/operations/partner/7.1/item.graphql': 'query Item { item(id: 1) { id name } }',
      'schema/operations/office/stock.graphql': 'query Stock { stock { count } item(id: 1) { cost } }',
    })
    write('shop.graphql', shop.replace('name: String!', 'name: String! @tag(name: "internal")'))
    const { findings, status } = await check()
    const [finding] = findings
    expect(status).toBe('breaking')
    expect(finding).toMatchObject({
      code: 'FIELD_REMOVED',
      coordinate: 'Item.name',
      variants: ['partner'],
      causes: [{ subgraph: 'shop', head: { file: 'shop.graphql', line: 3 } }],
      usage: { operations: [{ name: 'Item', clients: [{ name: 'partner', version: '7.1' }] }] },
    })
    expect(findings.filter(({ severity }) => severity === 'breaking')).toHaveLength(1)
    // The SDL stays, and the settings cut more away than the settings of the base did.
    write('shop.graphql', shop)
    write('supergraph-check.yaml', 'contracts:\n  partner: { include: [public], exclude: [internal, names] }\n')
    const cut = await check()
    expect(cut.status).toBe('breaking')
    expect(cut.findings).toContainEqual(
      expect.objectContaining({ code: 'FIELD_REMOVED', coordinate: 'Item.name', variants: ['partner'] }),
    )
  })
})

/** A repository whose main has these files; rover.yaml names every SDL at its top unless it is given. */
function start(files: Record<string, string>): void {
  const names = Object.keys(files).flatMap((file) => /^(\w+)\.graphql$/.exec(file)?.[1] ?? [])
  const subgraphs = names.map((name) => `  ${name}:\n    schema: { file: ./${name}.graphql }\n`)
  git('init', '--quiet', '--initial-branch=main')
  for (const [file, text] of Object.entries({
    'rover.yaml': `federation_version: 2\nsubgraphs:\n${subgraphs.join('')}`,
    ...files,
  })) {
    write(file, text)
  }
  git('add', '--all')
  git('commit', '--quiet', '--message', 'base')
}

/** A branch that has nothing in common with main, which is gone. */
function leaveMain(branch: string): void {
  git('checkout', '--quiet', '--orphan', branch)
  git('commit', '--quiet', '--message', 'alone')
  git('branch', '--delete', '--force', 'main')
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.test', ...args], {
    cwd: folder,
    stdio: 'ignore',
  })
}

async function check(): Promise<CheckResult> {
  const { stdout, stderr } = await run('--format', 'json')
  expect(stderr).toBe('')
  return JSON.parse(stdout) as CheckResult
}

function run(...flags: string[]) {
  return runIn(folder, ...flags)
}

// Not spawnSync: a server of this process may have to answer meanwhile.
function runIn(cwd: string, ...flags: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...flags], {
      cwd,
      env: { ...process.env, KEY: 'secret', NO_COLOR: '1' },
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}
