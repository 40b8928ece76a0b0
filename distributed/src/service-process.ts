import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** One service as a process of its own. */
export type ServiceProcess = {
  name: string
  /** Process ID of the present run, for those who want to kill it; undefined while it is down. */
  pid(): number | undefined
  /** Resolves when its /health/ready answers 200. Rejects after the time-out, with what the service said last. */
  ready(timeoutMs: number): Promise<void>
  /** Ends it with SIGTERM, after 5 s with SIGKILL, and does not start it again. */
  stop(): Promise<void>
}

export type ServiceOptions = {
  name: string
  /** Path of its main.ts. */
  entry: string
  environment: NodeJS.ProcessEnv
  port: number
  log(line: string): void
}

const END_WITH_PARENT = new URL('end-with-parent.ts', import.meta.url).href
/** Where Node itself would keep it (module.enableCompileCache), for each version and user apart. */
const COMPILE_CACHE = join(tmpdir(), 'node-compile-cache')
const RESTART_DELAY_MS = 500
const STOP_TIMEOUT_MS = 5_000

/** Starts a service and starts it again whenever it ends by itself, as `restart: unless-stopped` does in docker-compose.yml. */
export function startServiceProcess(options: ServiceOptions): ServiceProcess {
  const { name, log } = options
  let stopping = false
  let lastLine = 'it has said nothing'
  let child = launch()

  function launch(): ChildProcess {
    const started = spawn(process.execPath, ['--max-semi-space-size=64', '--import', END_WITH_PARENT, options.entry], {
      // Six processes on a laptop compile the same code; from the cache a start takes a third less. In production libraries check less.
      env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: COMPILE_CACHE, ...options.environment },
      // The input ends when we do, even by kill -9: see end-with-parent.ts.
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C is for us, and we stop the services in order.
      detached: true,
    })
    started.stdin.on('error', () => undefined) // it has ended before us; its exit is handled below
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n').filter(Boolean)) {
          lastLine = line
          log(`${name}: ${line}`)
        }
      })
    }
    started.once('exit', (code, signal) => {
      if (stopping) return
      log(`${name}: ended (${signal ?? code}); it is started again`)
      setTimeout(() => {
        if (!stopping) child = launch()
      }, RESTART_DELAY_MS)
    })
    return started
  }

  return {
    name,
    pid: () => (hasEnded(child) ? undefined : child.pid),
    async ready(timeoutMs) {
      const deadline = performance.now() + timeoutMs
      while (!(await answersReady(options.port))) {
        if (performance.now() > deadline) throw new Error(`${name} is not ready after ${timeoutMs} ms: ${lastLine}`)
        await delay(50)
      }
    },
    async stop() {
      stopping = true
      if (hasEnded(child)) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await ended
      clearTimeout(killer)
    },
  }
}

/** Its process ID may be another process's by then. */
function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function answersReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    // Not listening yet, or busy starting: the caller asks again until its deadline, which tells the service's own words.
    return false
  }
}
