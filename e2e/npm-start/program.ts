import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntil } from '@shop/testkit/wait-until'

/** The checkout. */
export const ROOT = join(import.meta.dirname, '../..')

/** How a program ended, and how long after it was asked to. */
export type End = { code: number | null; signal: NodeJS.Signals | null; afterMs: number }

/** A program of this repository, run as npm runs it, without npm between. */
export type Program = {
  pid: number
  /** Everything it has said, on both streams. */
  said(): string
  /** Resolves with the endpoint's address when it is printed. Throws when the program ends before. */
  open(): Promise<string>
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<End>
  /** The end, when it comes by itself. */
  ended: Promise<End>
}

/**
 * Starts a program, such as `standalone/src/main.ts`, with Node's flags of package.json. `prefix` is a command that ends in
 * an exec of its arguments.
 */
export function startProgram(
  entry: string,
  flags: string[],
  environment: Record<string, string> = {},
  prefix: string[] = [],
): Program {
  const [command = '', ...words] = [
    ...prefix,
    process.execPath,
    '--max-semi-space-size=64',
    join(ROOT, entry),
    ...flags,
  ]
  const child = spawn(command, words, {
    cwd: ROOT,
    env: { ...process.env, CARRIER_STEP_MS: '100', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (text += part))
  let since = performance.now()
  let end: End | undefined
  const ended = new Promise<End>((resolve) => {
    child.once('exit', (code, signal) => {
      end = { code, signal, afterMs: performance.now() - since }
    })
    // The streams are closed too: nothing that it said is missing.
    child.once('close', () => resolve(end ?? { code: null, signal: null, afterMs: 0 }))
  })
  return {
    pid: child.pid ?? 0,
    said: () => text,
    async open() {
      const found = await waitUntil(() => end ?? /GraphQL endpoint +(\S+)/.exec(text)?.[1], {
        what: 'the address of the endpoint',
        timeoutMs: 60_000,
        intervalMs: 5,
      })
      if (typeof found !== 'string') throw new Error(`it ended with code ${found.code}: ${text}`)
      return found
    },
    end(signal) {
      since = performance.now()
      child.kill(signal)
      return ended
    },
    ended,
  }
}

/** Whether a process runs. One that has ended and waits to be collected by its new parent (a zombie) does not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}

/** The database server that runs on a data folder, as its lock file tells; undefined when none does. */
export function databaseServer(dataFolder: string): { pid: number; databaseUrl(name: string): string } | undefined {
  const folder = join(dataFolder, 'postgres')
  let lines: string[]
  try {
    lines = readFileSync(join(folder, 'cluster', 'postmaster.pid'), 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const password = encodeURIComponent(readFileSync(join(folder, 'password'), 'utf8'))
  return {
    pid: Number(lines[0]),
    databaseUrl: (name) => `postgresql://postgres:${password}@127.0.0.1:${lines[3]}/${name}`,
  }
}
