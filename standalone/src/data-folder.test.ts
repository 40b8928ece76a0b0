import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

/** Calls a function of a file beside this one in a process of its own: it can be limited, and ended when it goes on for ever. */
function call(file: string, name: string, folder: string, limit = 'true') {
  const program = `const { ${name} } = await import(process.argv[1]); await ${name}(process.argv[2])`
  const node = [process.execPath, '--input-type=module', '--eval', program, join(import.meta.dirname, file), folder]
  const shell = ['-c', `${limit} && exec "$@"`, 'sh', ...node]
  return spawnSync('/bin/sh', shell, { encoding: 'utf8', timeout: 20_000 })
}

describe.skipIf(process.platform === 'win32')('a data folder', () => {
  it('that cannot be made is refused by the names of its settings, also where Node would try for ever', () => {
    const { status, stderr } = call('data-folder.ts', 'makeDataFolder', '/proc/shop/data')
    expect(stderr).toContain('the data folder /proc/shop/data cannot be written: choose another one with --data or')
    expect(status).toBe(1)
  })

  it('in which nothing can be written gets no signing key that is empty, which the next start would take for one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-data-folder-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    // No byte for a file, as on a full disk.
    const { status, stderr } = call('signing-key.ts', 'keepSigningKey', folder, 'ulimit -f 0')
    expect(stderr).toContain(`the key that signs access tokens cannot be kept in ${folder}`)
    expect(status).toBe(1)
    expect(readdirSync(folder)).toEqual([])
  })
})
