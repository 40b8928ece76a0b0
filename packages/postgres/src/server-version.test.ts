import { expect, test } from 'vitest'
import { refuseOldServer } from './server-version.ts'

test('a server that is too old is refused by its version', () => {
  expect(() => refuseOldServer(170_009)).toThrow('the database server is PostgreSQL 17; 18 or newer is needed')
  expect(() => refuseOldServer(180_000)).not.toThrow()
  expect(() => refuseOldServer(190_001)).not.toThrow()
})
