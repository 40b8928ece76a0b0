import { subgraphNames } from '@shop/prisma/databases'
import { describeSettings } from '@shop/router/settings/table'
import { describe, expect, it } from 'vitest'
import { readPage, section, tableRows } from './documents.ts'

const page = readPage('docs/operations.md')

/** Names of settings with their defaults, as the keys of an object of `readSettings` in a source spell them. */
function settingsOf(path: string): { name: string; fallback: string | null }[] {
  const lines = readPage(path).text.matchAll(/^ {4,6}([A-Z][A-Z_]+): ((?:.|\n(?! {4,6}[A-Z]| {2,4}\}))*)/gm)
  return [...lines].map(([, name = '', definition = '']) => {
    const [, fallback = null] = /\.default\(([^)]*)\)/.exec(definition) ?? []
    return { name, fallback }
  })
}

/** `14 * DAY` and `3_600` as numbers, `'EUR'` as text. */
function valueOf(source: string): string {
  const product = source
    .replaceAll('DAY', '86400')
    .replaceAll('_', '')
    .split('*')
    .map(Number)
    .reduce((result, factor) => result * factor, 1)
  return Number.isNaN(product) ? source.replaceAll(/['"]/g, '') : String(product)
}

describe('docs/operations.md', () => {
  it('lists every setting of the router with its default', () => {
    const told = describeSettings()
      .split('\n')
      .map((line) => /^(?:--\S+)?\s+([A-Z_<>]+)(?: {2,}(\S+))?  +[A-Z]/.exec(line) ?? [])
      .map(([, name = '', fallback = '']) => `${name}=${fallback}`)
    const listed = tableRows(section(page, '### Router')).map(([name, fallback]) => `${name}=${fallback}`)
    expect(listed.toSorted()).toEqual(told.toSorted())
  })

  it('lists every setting that all subgraphs have', () => {
    const source = readPage('packages/subgraph/src/settings.ts').text
    const common = /function readCommonSettings[\s\S]*?\n\}/.exec(source)?.[0] ?? ''
    const names = [...common.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name = '']) => name)
    const listed = tableRows(section(page, '### Every subgraph process')).map(([name]) => name)
    expect(listed).toEqual(expect.arrayContaining([...names, '<NAME>_DATABASE_URL']))
    expect(listed).toHaveLength(names.length + 1)
  })

  it.each(subgraphNames)('lists every setting of %s with its default', (subgraph) => {
    const rows = tableRows(section(page, '### Each subgraph')).filter(([owner]) => owner === subgraph)
    const listed = rows.map(([, name, fallback]) => ({ name, fallback }))
    const read = settingsOf(`subgraphs/${subgraph}/src/config.ts`).map(({ name, fallback }) => ({
      name,
      fallback: fallback === null ? '' : valueOf(fallback),
    }))
    expect(listed).toEqual(read)
  })
})
