// A router over the library in a process of its own, so that a test can see it crash, and how much memory it keeps.
// Says its port; answers every message with the bytes of its heap after a collection (needs --expose-gc).
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { createRouter } from '../../src/router.ts'
import { createLibrary } from '../fixture/library.ts'
import { compose } from '../fixture/start-graph.ts'

const { subgraphs } = createLibrary()
const router = createRouter({
  supergraph: compose(
    Object.values(subgraphs).map(({ name, typeDefs }) => ({ name, typeDefs, url: 'http://nowhere.invalid/' })),
  ),
  subgraphs,
  // Few operations are kept, so that the cache of them is full before the memory is measured for the first time.
  settings: { port: 0, host: '127.0.0.1', bodyLimit: 65_536, maxBatch: 5, operationsKept: 5 },
  log: pino({ level: 'error' }, { write: (line: string) => void process.stderr.write(line) }),
})

process.on('message', () => void report())
process.on('disconnect', () => process.exit(0))
const { port } = await router.listen()
process.send?.(port)

async function report(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    globalThis.gc?.()
    await delay(20)
  }
  process.send?.(process.memoryUsage().heapUsed)
}
