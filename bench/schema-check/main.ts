// How long the schema check takes on our own supergraph with many operations: `npm run bench:schema-check`. Each run is a process of
// its own, as in CI: 200 registered operations, 10,000 recorded signatures, a change of several kinds, git and files only.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSchema } from 'graphql'
import type { CheckResult } from '@shop/schema-check/result'
import { changeSchema } from './change-schema.ts'
import { makeOperation } from './make-operation.ts'

const { values: options } = parseArgs({
  options: {
    registered: { type: 'string', default: '200' },
    recorded: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '7' },
  },
})

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'bench-schema-check-'))
try {
  prepare()
  const runs = Array.from({ length: Number(options.runs) }, () => run())
  const walls = runs.map(({ wallMs }) => wallMs).toSorted((one, other) => one - other)
  const [first] = runs
  const { evidence, findings, planRegressions } = (first as { result: CheckResult }).result
  console.log(
    `${evidence.registered} registered and ${evidence.recorded} recorded operations, ${evidence.touched} touched; ` +
      `${findings.length} findings, ${planRegressions.length} plans that differ`,
  )
  console.log(
    `wall: median ${walls[Math.floor(walls.length / 2)]} ms, slowest ${walls.at(-1)} ms of ${walls.length} runs`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function prepare(): void {
  mkdirSync(join(folder, 'schema'))
  cpSync(join(root, 'rover.yaml'), join(folder, 'rover.yaml'))
  for (const file of globSync('schema/*.graphql', { cwd: root })) cpSync(join(root, file), join(folder, file))
  const schema = buildSchema(readFileSync(join(folder, 'schema', 'api.graphql'), 'utf8'))
  for (let index = 0; index < Number(options.registered); index++) {
    const client = join(folder, 'schema', 'operations', `client-${index % 5}`)
    mkdirSync(client, { recursive: true })
    writeFileSync(join(client, `${index}.graphql`), makeOperation(schema, index).document)
  }
  const records = Array.from({ length: Number(options.recorded) }, (_, index) => {
    const { document, name, variables } = makeOperation(schema, 1_000_000 + index)
    return JSON.stringify({
      signature: index.toString(16).padStart(64, '0'),
      operationName: name,
      document,
      clientName: `client-${index % 7}`,
      clientVersion: `1.${index % 11}`,
      count: 1 + (index % 500),
      firstSeen: '2026-11-01T00:00:00Z',
      lastSeen: '2026-11-21T00:00:00Z',
      variables,
    })
  })
  writeFileSync(join(folder, 'traffic.ndjson'), `${records.join('\n')}\n`)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.test', ...args], { cwd: folder })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'base')
  changeSchema(join(folder, 'schema'))
}

function run(): { wallMs: number; result: CheckResult } {
  const start = performance.now()
  const command = join(root, 'packages', 'schema-check', 'bin', 'supergraph-check.mjs')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, '--traffic', 'traffic.ndjson', '--format', 'json'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 },
  )
  const wallMs = Math.round(performance.now() - start)
  if (status === 2) throw new Error(stderr)
  return { wallMs, result: JSON.parse(stdout) as CheckResult }
}
