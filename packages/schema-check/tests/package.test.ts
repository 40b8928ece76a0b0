import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const source = join(import.meta.dirname, '..')
const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('works as a package in another repository: packed, unpacked below node_modules, with nothing but its dependencies', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source, encoding: 'utf8' }),
  ) as { filename: string; files: { path: string }[] }[]
  const paths = packed?.files.map(({ path }) => path) ?? []
  expect(paths).toEqual(
    expect.arrayContaining(['bin/supergraph-check.mjs', 'dist/main.mjs', 'README.md', 'package.json']),
  )
  expect(paths.filter((path) => path.endsWith('.ts'))).toEqual([])

  const modules = join(folder, 'node_modules')
  const installed = join(modules, '@shop', 'schema-check')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, packed?.filename ?? ''), '--strip-components=1', '-C', installed])
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(folderOf(name), join(modules, name))
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.test', ...args], { cwd: folder })
  writeFileSync(join(folder, 'rover.yaml'), 'subgraphs:\n  one: { schema: { file: one.graphql } }\n')
  writeFileSync(join(folder, 'one.graphql'), 'type Query { a: Int b: Int }\n')
  git('init', '--quiet', '--initial-branch=main')
  git('add', 'rover.yaml', 'one.graphql')
  git('commit', '--quiet', '--message', 'base')
  writeFileSync(join(folder, 'one.graphql'), 'type Query { a: Int }\n')
  const run = (...flags: string[]) =>
    spawnSync(process.execPath, [join(installed, 'bin', 'supergraph-check.mjs'), ...flags], {
      cwd: folder,
      encoding: 'utf8',
    })
  expect(run('--help')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('supergraph-check [options]'),
  })
  expect(run()).toMatchObject({ status: 1, stderr: '', stdout: expect.stringContaining('FIELD_REMOVED') })
})

// Not by its package.json, which `exports` may hide.
function folderOf(name: string): string {
  const found = createRequire(import.meta.url)
    .resolve.paths(name)
    ?.map((path) => join(path, name))
    .find((path) => existsSync(path))
  if (found === undefined) throw new Error(`${name} is not installed`)
  return found
}
