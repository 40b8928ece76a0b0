import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('secrets never reach the log', () => {
  const lines: string[] = []
  const log = createLog({ name: 'test', destination: { write: (line) => void lines.push(line) } })
  log.info({ password: 'hunter2', headers: { authorization: 'hunter2' }, request: { input: { token: 'hunter2' } } })
  expect(lines.join()).not.toContain('hunter2')
  expect(lines.join()).toContain('[redacted]')
})
