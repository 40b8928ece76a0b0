import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@shop/testkit/wait-until'
import { expect, it } from 'vitest'
import { readOptions } from '../src/options.ts'
import { watchSchema } from '../src/watch.ts'

it('checks again when an SDL changes, and goes on when a file is half written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'))
  const write = (text: string): void => writeFileSync(join(folder, 'a.graphql'), text)
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")\n'
  writeFileSync(
    join(folder, 'rover.yaml'),
    'subgraphs:\n  a:\n    routing_url: http://a\n    schema:\n      file: a.graphql\n',
  )
  write(`${link}type Query { one: Int two: Int }`)
  const options = readOptions(['--without-base', 'pass'], folder, {})
  if (options === 'help') throw new Error('no options')
  const stopping = new AbortController()
  const seen: string[] = []
  const watching = watchSchema(options.settings, {
    onOutcome: ({ result }) => void seen.push(result.compositionErrors.length > 0 ? 'does not compose' : result.status),
    onFailure: (error) => seen.push(`failed: ${String(error)}`),
    signal: stopping.signal,
  })
  await waitUntil(() => seen.length === 1, { what: 'the first check' })
  write(`${link}type Query { one: Int two:`)
  await waitUntil(() => seen.length >= 2, { what: 'the check of half a file' })
  write(`${link}type Query { one: Int }`)
  await waitUntil(() => seen.at(-1) === 'ok' && seen.length >= 3, { what: 'the check of the whole file' })
  expect(seen[1]).toMatch(/does not compose|failed/)
  stopping.abort()
  await watching
  rmSync(folder, { recursive: true })
})
