import { watch } from 'node:fs'
import { extname, join } from 'node:path'
import type { CheckSettings } from './check-settings.ts'
import { checkSchema } from './check.ts'
import type { CheckOutcome } from './result.ts'

const OF_INTEREST = new Set(['.graphql', '.graphqls', '.yaml', '.yml', '.ndjson'])
/** Editors write a file in several steps, and git many files. */
const PAUSE_MS = 150

/**
 * Checks now, and again whenever something changes that the check reads, until `signal` is aborted. One check at a time; what
 * changes meanwhile is checked by the next. `onFailure` is told when a check could not be made: half of a file is no reason
 * to stop.
 */
export async function watchSchema(
  settings: CheckSettings,
  {
    onOutcome,
    onFailure,
    signal,
  }: { onOutcome(outcome: CheckOutcome): Promise<void> | void; onFailure(error: unknown): void; signal: AbortSignal },
): Promise<void> {
  let wake = (): void => {}
  let changed = true
  const watcher = watch(settings.root, { recursive: true, signal }, (_event, name) => {
    if (name !== null && !isOfInterest(name)) return
    changed = true
    wake()
  })
  // Aborting it is how it ends; anything else is told by the checks that fail.
  watcher.on('error', (error) => signal.aborted || onFailure(error))
  signal.addEventListener('abort', () => wake(), { once: true })

  while (!signal.aborted) {
    if (!changed) await new Promise<void>((resolve) => (wake = resolve))
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    if (signal.aborted) return
    changed = false
    try {
      await onOutcome(await checkSchema({ ...settings, now: new Date() }))
    } catch (error) {
      onFailure(error)
    }
  }
}

function isOfInterest(name: string): boolean {
  const path = join('/', name)
  return OF_INTEREST.has(extname(path)) && !/\/(node_modules|\.git|generated)\//.test(path)
}
