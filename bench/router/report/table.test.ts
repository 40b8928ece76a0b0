import { expect, it } from 'vitest'
import { renderResults } from './table.ts'
import type { Results } from './results.ts'

it('has a table of each kind of run, also where only that one was wanted', () => {
  const measured = {
    contender: 'ours',
    operation: 'small' as const,
    requestsPerCpuSecond: 1234,
    requestsPerSecond: 1000,
    p50: 1,
    p99: 2,
    residentBytes: 1e8,
    busy: 0.9,
    fetches: 0.1,
    rounds: 1,
  }
  const nothing: Results = {
    measuredAt: '2026-01-01T00:00:00Z',
    machine: { cpu: 'one', cores: 2, system: 'Linux', node: '24', pinned: true },
    options: { rounds: 1, seconds: 1, warmSeconds: 1, connections: 50 },
    fetches: { small: 3 },
    answerBytes: { small: 400 },
    contenders: [{ name: 'ours', title: 'this router', version: '1' }],
    deduplicationOff: [],
    deduplicationOn: [],
    inProcess: [],
  }
  for (const kind of ['deduplicationOff', 'deduplicationOn'] as const)
    expect(renderResults({ ...nothing, [kind]: [measured] }), kind).toContain('| this router | 1,234 |')
  const inProcess = [
    { ...measured, contender: 'over HTTP', requestsPerCpuSecond: 500 },
    { ...measured, contender: 'in process' },
  ]
  expect(renderResults({ ...nothing, inProcess })).toContain('| small | 500 | 1,234 | 2.47 |')
})
