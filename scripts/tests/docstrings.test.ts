import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

test('every export of packages/ has a docstring', () => {
  const files = globSync('packages/*/src/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(50)
  const bare = files.flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    return lines.flatMap((line, at) => {
      const isExport = /^export (?!(type )?[{*])/.test(line)
      return isExport && !lines[at - 1]?.endsWith('*/') ? [`${file}:${at + 1} ${line}`] : []
    })
  })
  expect(bare).toEqual([])
})
