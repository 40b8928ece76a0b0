import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openFile } from './file-source.ts'

it('tells of what was written between the first read and the begin of watching', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'file-source-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'supergraph.graphql')
  await writeFile(path, 'old')
  const source = openFile(path)
  expect(await source.read()).toBe('old')
  await writeFile(path, 'new one')
  const onChange = vi.fn<() => void>()
  onTestFinished(source.watch(onChange))
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), { timeout: 5_000 })
  expect(await source.read()).toBe('new one')
})
