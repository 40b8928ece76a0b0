// How long the schema check takes on our own supergraph with many operations: `npm run bench:schema-check`. Each run is a process of
// its own, as in CI: 200 registered operations, 10,000 recorded signatures, a change of several kinds, git and files only.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { wholeNumberOf } from '@shop/bench-measure/flags'
import { runBench } from '@shop/bench-measure/run-bench'
import { median } from '@shop/bench-measure/statistics'
import { buildSchema } from 'graphql'
import type { CheckResult } from '@shop/schema-check/result'
import { changeSchema } from './change-schema.ts'
import { makeOperation } from './make-operation.ts'

const root = join(import.meta.dirname, '..', '..')

type Counts = { registered: number; recorded: number; runs: number }

const usage = `npm run bench:schema-check -- [flags]

--registered 200    operations that clients have registered
--recorded 10000    operations that traffic has recorded
--runs 7            how often the check runs; the median counts`

await runBench(usage, readFlags, async (counts) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-schema-check-'))
  try {
    prepare(folder, counts)
    report(Array.from({ length: counts.runs }, () => run(folder)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function readFlags(args: string[]): Counts | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      registered: { type: 'string', default: '200' },
      recorded: { type: 'string', default: '10000' },
      runs: { type: 'string', default: '7' },
    },
  })
  if (values.help) return 'help'
  return {
    registered: wholeNumberOf('--registered', values.registered, 0),
    recorded: wholeNumberOf('--recorded', values.recorded, 0),
    runs: wholeNumberOf('--runs', values.runs),
  }
}

type Run = { wallMs: number; result: CheckResult }

function report(runs: readonly Run[]): void {
  const [first] = runs
  if (!first) return
  const { evidence, findings, planRegressions } = first.result
  const walls = runs.map(({ wallMs }) => wallMs)
  console.log(
    `${evidence.registered} registered and ${evidence.recorded} recorded operations, ${evidence.touched} touched; ` +
      `${findings.length} findings, ${planRegressions.length} plans that differ`,
  )
  console.log(`wall: median ${median(walls).toFixed(0)} ms, slowest ${Math.max(...walls)} ms of ${walls.length} runs`)
}

function prepare(folder: string, { registered, recorded }: Counts): void {
  mkdirSync(join(folder, 'schema'))
  cpSync(join(root, 'rover.yaml'), join(folder, 'rover.yaml'))
  for (const file of globSync('schema/*.graphql', { cwd: root })) cpSync(join(root, file), join(folder, file))
  const schema = buildSchema(readFileSync(join(folder, 'schema', 'api.graphql'), 'utf8'))
  for (let index = 0; index < registered; index++) {
    const client = join(folder, 'schema', 'operations', `client-${index % 5}`)
    mkdirSync(client, { recursive: true })
    writeFileSync(join(client, `${index}.graphql`), makeOperation(schema, index).document)
  }
  const records = Array.from({ length: recorded }, (_, index) => {
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

function run(folder: string): Run {
  const start = performance.now()
  const command = join(root, 'packages', 'schema-check', 'bin', 'supergraph-check.mjs')
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [command, '--traffic', 'traffic.ndjson', '--format', 'json'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 },
  )
  const wallMs = Math.round(performance.now() - start)
  // 1 is a check that refuses the change.
  if (status !== 0 && status !== 1) throw new Error(`The check ended with ${signal ?? status}:\n${stderr}`)
  return { wallMs, result: JSON.parse(stdout) as CheckResult }
}
