import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckSettings } from '../check-settings.ts'
import { checkSchema } from '../check.ts'
import type { CheckOutcome } from '../result.ts'
import type { CheckStep } from './publish-supergraph.ts'

/** Checks against what is published; `onOutcome` is told what came out. What nobody serves yet needs no check. */
export function checkAgainstPublished(settings: CheckSettings, onOutcome: (outcome: CheckOutcome) => void): CheckStep {
  return async (published) => {
    if (published === null) return null
    const folder = mkdtempSync(join(tmpdir(), 'supergraph-publish-'))
    try {
      const file = join(folder, 'published.graphql')
      writeFileSync(file, published)
      const outcome = await checkSchema({ ...settings, base: { kind: 'supergraph', file } })
      onOutcome(outcome)
      return { status: outcome.result.status, reasons: outcome.result.reasons }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}
