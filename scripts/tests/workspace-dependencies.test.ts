import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

type Manifest = Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string> | undefined
> & {
  name: string
  workspaces?: string[]
}

const root = join(import.meta.dirname, '..', '..')
const readManifest = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
const { workspaces = [], devDependencies: tools = {} } = readManifest('.')
const folders = workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root })).map(dirname)

const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\brequire\(|(?<!Promise)\.resolve\()\s*['"]([@a-z][^'"]*)['"]/g
const isTest = (file: string) => /\.test\.ts$|(^|\/)tests\//.test(file)

/** Packages that the files import, code and not comments. */
function importsOf(files: string[]): Set<string> {
  const names = files.flatMap((file) => {
    const code = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
    return [...code.matchAll(IMPORT)].map((match) => match[1] ?? '')
  })
  const packages = names.filter((name) => !isBuiltin(name)).map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
  return new Set(packages)
}

test.each(folders)('%s names the packages that it imports, and no others', (folder) => {
  const { name, dependencies = {}, devDependencies = {} } = readManifest(folder)
  const files = globSync(`${folder}/**/*.ts`, { cwd: root, exclude: ['**/node_modules/**'] })
  const imported = importsOf(files)
  const inTests = importsOf(files.filter(isTest))
  const named = { ...dependencies, ...devDependencies }
  // What every test has: vitest, generators of input, and our own kit, which could not name those who use it in turn.
  const missing = [...imported].filter((one) => one !== name && !(one in named) && !(inTests.has(one) && one in tools))
  expect(missing).toEqual([])
  expect(Object.keys(named).filter((one) => !imported.has(one) && !LOADED_OTHERWISE[folder]?.includes(one))).toEqual([])
})

/** Used without an import of theirs. */
const LOADED_OTHERWISE: Record<string, string[]> = {
  // The clients that tests generate and then load.
  'packages/subgraph': ['@prisma/client'],
  prisma: ['@prisma/client'],
  // Apollo Client needs it beside itself.
  'packages/live-client': ['rxjs'],
  // Started as a process.
  'bench/live': ['@shop/router'],
}
