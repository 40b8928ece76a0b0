import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { waitUntil } from '@shop/testkit/wait-until'
import { expect, it } from 'vitest'
import { isRunning, ROOT } from './program.ts'

/** A service that says more at its end than its log has written when the process exits. */
const SERVICE = `
  import { createLog } from '@shop/subgraph/log'
  const log = createLog({ name: 'service' })
  const sayMuch = () => { for (let i = 0; i < 3; i += 1) log.warn('gone') }
  process.on('SIGTERM', () => { sayMuch(); setImmediate(() => { sayMuch(); process.exit(0) }) })
  log.info('ready')
  setInterval(() => undefined, 1_000)
`

/** Starts it as start:distributed does, says its process ID, and is killed when it is ready. */
const PARENT = `
  import { spawn } from 'node:child_process'
  const service = spawn(process.execPath, ${JSON.stringify([
    '--import',
    pathToFileURL(join(ROOT, 'distributed/src/end-with-parent.ts')).href,
    '--input-type=module',
    '--eval',
    SERVICE,
  ])})
  service.stdout.once('data', () => process.stdout.write(service.pid + '\\n', () => process.kill(process.pid, 'SIGKILL')))
`

it('a service ends with whoever started it, though nobody reads any more what it has to say', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', PARENT], { cwd: ROOT })
  const ended = once(parent, 'exit')
  let said = ''
  parent.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const pid = await waitUntil(() => /(\d+)\n/.exec(said)?.[1], { what: 'the service to be ready' })
  await waitUntil(() => !isRunning(Number(pid)), { what: 'the service to end' })
  expect(await ended).toEqual([null, 'SIGKILL'])
})
