import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const RIVALS = join(import.meta.dirname, '../rivals')

/** The folder of a rival: a package of its own that no workspace knows, so that nobody installs it with the shop. */
export function rivalFolder(rival: string): string {
  return join(RIVALS, rival)
}

/** Installs the packages of a rival as its lock file says, unless they are there. */
export function installRival(rival: string): void {
  const folder = rivalFolder(rival)
  const installed = join(folder, 'node_modules/.package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs)
    return
  console.error(`Installing ${rival} …`)
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error(`The packages of ${rival} could not be installed. --only runs without it.`)
}

/** The version of a package that a rival has installed. */
export function rivalVersion(rival: string, packageName: string): string {
  const file = join(rivalFolder(rival), 'node_modules', packageName, 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
