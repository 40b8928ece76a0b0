import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { readOptions } from '../src/options.ts'

const root = join(import.meta.dirname, '../../..')

it('the workflow calls a command that is there, with options that it knows, on the whole history', () => {
  const text = readFileSync(join(root, '.github/workflows/schema-check.yml'), 'utf8')
  const workflow = parse(text) as { jobs: { check: { steps: { run?: string; with?: Record<string, unknown> }[] } } }
  const { steps } = workflow.jobs.check
  const run = steps.find((step) => step.run?.includes('schema:check'))?.run ?? ''
  const [command = '', ...args] = run.replaceAll('"', '').replaceAll(/\$\w+/g, 'value').split(' ').slice(3)
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  expect(scripts[command]).toContain('supergraph-check')
  const options = readOptions(args.slice(1), root, {})
  expect(options).toMatchObject({
    format: 'github',
    outputs: [{ format: 'markdown' }, { format: 'sarif' }, { format: 'html' }],
  })
  expect(steps[0]?.with).toEqual({ 'fetch-depth': 0 })
})
