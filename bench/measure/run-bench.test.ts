import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

/** A process that would go on for long, and holds the output of the bench open. */
const START_CHILD = `const child = endWithUs(spawn('sleep', ['600'], { stdio: 'inherit' }))`

function startBench(work: string, ...args: string[]) {
  const file = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
  const program = `
    import { once } from 'node:events'
    import { spawn } from 'node:child_process'
    import { endWithUs } from ${file('children.ts')}
    import { nameOf } from ${file('flags.ts')}
    import { runBench } from ${file('run-bench.ts')}
    await runBench('usage', ([only = 'all']) => nameOf('--only', only, ['all']), async () => { ${work} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', 'bench', ...args])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  // Not before all who hold its output have gone.
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code), said }))
  return { child, ended, said: () => said }
}

it('ends what it started when it is told to stop, and closes what it opened', async () => {
  const bench = startBench(`
    ${START_CHILD}
    console.log('started')
    try { await once(child, 'exit'); throw new Error('it ended') } finally { console.log('closed') }`)
  await expect.poll(bench.said).toBe('started\n')
  bench.child.kill('SIGTERM')
  expect(await bench.ended).toEqual({ code: 128 + 15, said: 'started\n\nstopping …\nclosed\n' })
})

it('ends what it started when it fails, with the error and code 1', async () => {
  const { code, said } = await startBench(`${START_CHILD}; throw new Error('no figures')`).ended
  expect(said).toContain('Error: no figures')
  expect(code).toBe(1)
})

it('says in words what is wrong with a flag, with code 2', async () => {
  const { code, said } = await startBench('', 'none').ended
  expect({ code, said }).toEqual({ code: 2, said: '--only takes all, not "none".\n\nusage\n' })
})
