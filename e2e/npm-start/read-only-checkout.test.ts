import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDataFolder, removeDataFolder } from '../shop/data-folder.ts'
import { connect } from '../shop/shop-client.ts'
import { ROOT, startProgram } from './program.ts'

// Root may write everywhere but on a read-only mount, so that is what the shop gets: its own mount namespace in which the
// checkout is read-only. Everybody else of the machine sees no change.
const canMount = spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0

if (!canMount) {
  process.stderr.write(
    '\n!!!! no right to mount: the test of a read-only checkout is LEFT OUT (it needs root) !!!!\n\n',
  )
}

describe.skipIf(!canMount)('npm start in a checkout that cannot be written to', () => {
  let home: string
  let dataFolder: string

  beforeAll(() => {
    home = makeDataFolder()
    dataFolder = join(home, '.local', 'state', 'commerce-supergraph')
  })
  afterAll(async () => {
    await removeDataFolder(dataFolder)
    await removeDataFolder(home)
  })

  it('keeps its data in the state folder of the user, and says so', async () => {
    const makeReadOnly = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    const shop = startProgram(
      'standalone/src/main.ts',
      ['--port', '0'],
      { HOME: home, XDG_STATE_HOME: '', DATA_FOLDER: '' },
      ['unshare', '--mount', 'sh', '-c', makeReadOnly, ROOT],
    )
    const url = await shop.open()
    expect(shop.said()).toContain(`the checkout is read-only, so the data is kept in ${dataFolder}`)
    const { data } = await connect(url).ask('{ products(first: 1) { nodes { title } } }')
    expect(data.products.nodes).toHaveLength(1)
    expect((await shop.end('SIGINT')).code).toBe(0)
    expect(existsSync(dataFolder)).toBe(true)
  })
})
