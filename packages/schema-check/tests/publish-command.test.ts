import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const PROGRAM = join(import.meta.dirname, '../src/publish/main.ts')
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-command-'))
  mkdirSync(join(folder, 'published'))
  write('rover.yaml', 'subgraphs:\n  a:\n    routing_url: http://a\n    schema:\n      file: a.graphql\n')
  write('a.graphql', `${LINK}type Query { one: Int two: Int }`)
})
afterEach(() => rmSync(folder, { recursive: true }))

it('publishes what passes, refuses what breaks, is forced with a reason, and goes back', () => {
  expect(run('publish', '--by', 'ada')).toMatchObject({
    status: 0,
    output: expect.stringMatching(/Published: #1 .*by ada/),
  })
  expect(served()).toContain('two: Int')
  expect(run('publish').output).toContain('Unchanged: #1')

  write('a.graphql', `${LINK}type Query { one: Int }`)
  const refused = run('publish')
  expect(refused).toMatchObject({ status: 1, output: expect.stringContaining('Nothing was published') })
  expect(refused.output).toContain('Query.two')
  expect(served()).toContain('two: Int')

  expect(run('publish', '--force', ' ').status).toBe(2)
  expect(run('publish', '--force', 'nobody asks for it').status).toBe(0)
  expect(served()).not.toContain('two: Int')

  expect(run('rollback', '--reason', 'somebody did').output).toContain('Rolled back: #3')
  expect(served()).toContain('two: Int')
  const { output } = run('history')
  expect(output.split('\n')).toEqual([
    expect.stringMatching(/^#3 .*back to #1 .*\(somebody did\)$/),
    expect.stringMatching(/^#2 .*although it breaks .*\(nobody asks for it\)$/),
    expect.stringMatching(/^#1 /),
    '',
  ])
}, 60_000)

it('says what it could not do, and ends with 2', () => {
  write('a.graphql', `${LINK}type Query { one: Missing }`)
  expect(run('publish')).toMatchObject({ status: 2, output: expect.stringContaining('do not compose') })
  expect(run('rollback')).toMatchObject({ status: 2, output: expect.stringContaining('no publication to go back to') })
  expect(run('history')).toMatchObject({ status: 0, output: expect.stringContaining('Nothing was published') })
  write('published/supergraph.graphql', 'by hand')
  expect(run('forget')).toMatchObject({ status: 2 })
}, 60_000)

function served(): string {
  return readFileSync(join(folder, 'published/supergraph.graphql'), 'utf8')
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

function run(...args: string[]): { status: number | null; output: string } {
  const command = [PROGRAM, ...args, '--to', 'published/supergraph.graphql']
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
