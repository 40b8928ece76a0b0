import { endWithUs, isRunning } from '@shop/bench-measure/children'
import { NODE_FLAGS } from '@shop/bench-measure/command'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openClient } from '../client.ts'
import type { Client } from '../client.ts'
import type { Contender } from '../contender.ts'
import { readUsage } from './usage.ts'
import type { Usage } from './usage.ts'

/** A shop, with the processes that it starts. */
type MeasuredProcess = {
  url: string
  /** What it said until it had started. */
  said: string
  /** Where its data is. */
  dataFolder: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export type ProcessOptions = { cpuProfile: boolean; keepsTexts: boolean }

const START_WITHIN_MS = 180_000
const COUNT_USAGE = new URL('count-usage.ts', import.meta.url).href
/** A bench that is killed leaves no shop behind. */
const END_WITH_PARENT = import.meta.resolve('@shop/distributed/end-with-parent')

/** A contender that is such a process: what can be done in it once it runs, with a client of its endpoint. */
export async function startContender(
  program: string,
  argumentsFor: (dataFolder: string) => readonly string[],
  options: ProcessOptions,
  prepare: (client: Client, shop: MeasuredProcess) => Promise<Omit<Contender, 'usage' | 'stop'>>,
): Promise<Contender> {
  const shop = await startMeasured(program, argumentsFor, options)
  const client = openClient(shop.url)
  async function stop(): Promise<void> {
    client.close()
    await shop.stop()
  }
  try {
    return { ...(await prepare(client, shop)), usage: shop.usage, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Starts a program that says at which address its endpoint is, and is given the folder for its data. */
async function startMeasured(
  program: string,
  argumentsFor: (dataFolder: string) => readonly string[],
  { cpuProfile, keepsTexts }: ProcessOptions,
): Promise<MeasuredProcess> {
  // Not mkdtemp: its folder is closed to the user that PostgreSQL runs as when we are root.
  const folder = join(tmpdir(), `shop-bench-${process.pid}-${Date.now()}`)
  const usageFolder = join(folder, 'usage')
  const dataFolder = join(folder, 'data')
  mkdirSync(usageFolder, { recursive: true })
  const flags = [...NODE_FLAGS, `--import=${END_WITH_PARENT}`]
  // For each process of the shop.
  const inherited = [
    `--import=${COUNT_USAGE}`,
    ...(cpuProfile ? ['--cpu-prof', `--cpu-prof-dir=${JSON.stringify(process.cwd())}`] : []),
  ]
  const child = spawn(process.execPath, [...flags, program, ...argumentsFor(dataFolder)], {
    // A process group of its own: Ctrl-C is for us, and a shop that is told twice to stop does not take the time to.
    detached: true,
    env: {
      ...process.env,
      LOG_LEVEL: 'error',
      NODE_OPTIONS: inherited.join(' '),
      CHECKOUT_USAGE_FOLDER: usageFolder,
      CHECKOUT_STATEMENTS: String(keepsTexts),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  endWithUs(child)
  async function stop(): Promise<void> {
    const ended = isRunning(child) ? once(child, 'exit') : null
    if (!child.killed) child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    return {
      ...(await addressOf(child.stdout)),
      dataFolder,
      usage: () => readUsage(usageFolder, child.pid ?? 0),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The endpoint, as the program tells it when it has started, and all that it said before. */
async function addressOf(output: NodeJS.ReadableStream): Promise<{ url: string; said: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ url: string; said: string }>()
  let said = ''
  const timer = setTimeout(() => reject(new Error(`the shop has not started; it said:\n${said}`)), START_WITHIN_MS)
  output.setEncoding('utf8')
  output.on('data', (text: string) => {
    said += text
    const [url] = /http:\/\/\S+\/(?:graphql|shop-api)/.exec(said) ?? []
    if (url) resolve({ url, said })
  })
  output.once('end', () => reject(new Error(`the shop ended at its start; it said:\n${said}`)))
  return promise.finally(() => clearTimeout(timer))
}
