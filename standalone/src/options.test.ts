import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chooseDataFolder } from './data-folder.ts'
import { nextFreePort } from './free-port.ts'
import { readOptions } from './options.ts'
import { readSubgraphs } from './subgraphs.ts'

it('a setting that is empty counts as unset: this machine alone is served', () => {
  const unset = readOptions([], {})
  expect(unset).toMatchObject({ port: 4000, host: '127.0.0.1', logLevel: 'warn' })
  expect(readOptions([], { PORT: '', HOST: '', LOG_LEVEL: '' })).toEqual(unset)
  expect(chooseDataFolder('', { DATA_FOLDER: '' })).toEqual(chooseDataFolder(undefined, {}))
})

it('a level that is none is refused by the name of its setting', () => {
  expect(() => readOptions([], { LOG_LEVEL: 'loud' })).toThrow('LOG_LEVEL: must be one of trace, debug,')
})

it('wrong settings of several subgraphs are told at once', () => {
  const wrong = { CARRIER_STEP_MS: 'soon', PAYMENT_PROVIDER: 'paypal', ACCESS_TOKEN_SECONDS: '-1' }
  for (const name of Object.keys(wrong)) expect(() => readSubgraphs(wrong)).toThrow(name)
})

it('a data folder that is a file is refused by its path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-options-'))
  const file = join(folder, 'notes.txt')
  writeFileSync(file, 'kept')
  expect(() => chooseDataFolder(file, {})).toThrow(`${file} is no folder`)
  rmSync(folder, { recursive: true })
})

it('an address that is not of this machine is refused by the name of its setting', async () => {
  await expect(nextFreePort(4_000, '192.0.2.1')).rejects.toThrow(
    'cannot listen at HOST, 192.0.2.1: listen EADDRNOTAVAIL',
  )
})
