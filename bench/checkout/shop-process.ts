import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readUsage } from './usage.ts'
import type { Usage } from './usage.ts'

export type Topology = 'standalone' | 'distributed'

/** A shop as `npm start` or `npm run start:distributed` starts it, on a new folder. */
export type ShopProcess = {
  url: string
  usage(): Promise<Usage>
  /** Rejects with what the audit finds: figures of a shop that lost something are worth nothing. */
  audit(): Promise<void>
  stop(): Promise<void>
}

const ROOT = join(import.meta.dirname, '../..')
const START_WITHIN_MS = 180_000

export async function startShopProcess(
  topology: Topology,
  { cpuProfile, keepsTexts }: { cpuProfile: boolean; keepsTexts: boolean },
): Promise<ShopProcess> {
  // Not mkdtemp: its folder is closed to the user that PostgreSQL runs as when we are root.
  const folder = join(tmpdir(), `shop-bench-${process.pid}-${Date.now()}`)
  const usageFolder = join(folder, 'usage')
  mkdirSync(usageFolder, { recursive: true })
  const hook = new URL('count-usage.ts', import.meta.url).href
  const flags = ['--max-semi-space-size=64', ...(cpuProfile ? ['--cpu-prof', '--cpu-prof-dir=.'] : [])]
  const child = spawn(
    process.execPath,
    [...flags, join(ROOT, topology, 'src/main.ts'), '--port', '0', '--data', join(folder, 'data')],
    {
      cwd: process.cwd(),
      env: {
        ...process.env,
        LOG_LEVEL: 'error',
        NODE_OPTIONS: `--import=${hook}`,
        CHECKOUT_USAGE_FOLDER: usageFolder,
        CHECKOUT_STATEMENTS: String(keepsTexts),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const url = await addressOf(child.stdout)
  return {
    url,
    usage: () => readUsage(usageFolder, child.pid ?? 0),
    async audit() {
      const command = [join(ROOT, 'standalone/src/audit.ts'), '--data', join(folder, 'data'), '--wait', '60']
      await promisify(execFile)(process.execPath, command)
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The endpoint, as the shop tells it when it has started. */
async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let said = ''
  const timer = setTimeout(() => reject(new Error(`the shop has not started; it said:\n${said}`)), START_WITHIN_MS)
  output.setEncoding('utf8')
  output.on('data', (text: string) => {
    said += text
    const [url] = /http:\/\/\S+\/graphql/.exec(said) ?? []
    if (url) resolve(url)
  })
  output.once('end', () => reject(new Error(`the shop ended at its start; it said:\n${said}`)))
  return promise.finally(() => clearTimeout(timer))
}
