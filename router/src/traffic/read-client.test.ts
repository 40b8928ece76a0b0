import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createClientReader } from './read-client.ts'

it('keeps a hundred characters of a name, and no more of it in memory', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const clientOf = createClientReader()
  const names: string[] = []
  collect()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 200; index += 1) {
    const long = JSON.parse(JSON.stringify(`${index} `.padEnd(200_000, 'x'))) as string
    names.push(clientOf({ 'graphql-client-name': long }).name)
  }
  collect()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000)
  expect(names[7]).toBe('7 '.padEnd(100, 'x'))
})
