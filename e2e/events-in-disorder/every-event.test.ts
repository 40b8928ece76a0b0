import { subgraphNames } from '@shop/prisma/databases'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

// Events come twice and in any order. That this changes nothing is shown by the property tests of each subgraph, which tell them so;
// whoever adds a consumer is reminded here to let one of them tell its event.

const ROOT = join(import.meta.dirname, '../..')

type Consumer = { contract: { producer: string; type: string } }

/** What a subgraph consumes: in the files that list consumers. */
async function consumedBy(subgraph: string): Promise<string[]> {
  const files = globSync(`subgraphs/${subgraph}/src/{,*/}*consumers.ts`, { cwd: ROOT })
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(ROOT, file)).href)))
  const lists = modules.flatMap((module: object) => Object.values(module).filter((value) => Array.isArray(value)))
  return [...new Set((lists.flat() as Consumer[]).map(({ contract }) => contract.type))].toSorted()
}

/** The property tests of a subgraph and what of its tests they are made of, without what they only import. */
function modelsOf(subgraph: string): string {
  const folder = join(ROOT, 'subgraphs', subgraph, 'tests')
  const models = globSync('*.test.ts', { cwd: folder })
    .map((file) => join(folder, file))
    .filter((file) => readFileSync(file, 'utf8').includes('fc.asyncProperty('))
  const parts = models.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/ from '(\.\/[^']+)'/g)].map(([, path = '']) => join(dirname(file), path)),
  )
  return [...new Set([...models, ...parts])]
    .map((file) => readFileSync(file, 'utf8').replaceAll(/^import [^;]*? from '[^']+'$/gm, ''))
    .join('\n')
}

it.each(subgraphNames)(
  'every event that %s consumes is told twice and in any order by one of its property tests',
  async (name) => {
    const consumed = await consumedBy(name)
    const models = modelsOf(name)
    expect(consumed.length).toBeGreaterThan(0)
    expect(consumed.filter((type) => !new RegExp(`\\b${type}\\b`).test(models))).toEqual([])
  },
)
