import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CheckFailure } from '../check-failure.ts'
import type { CheckSettings } from '../check-settings.ts'
import { checkSchema } from '../check.ts'
import { printProblem } from '../composition/compose-subgraphs.ts'
import { composeSide } from '../composition/load-side.ts'
import type { CheckOutcome } from '../result.ts'
import { readSides } from '../sources/read-sides.ts'
import type { CheckStep } from './publish-supergraph.ts'

/**
 * Composes what is to be published.
 *
 * @throws CheckFailure when it does not compose
 */
export async function composeHead(settings: CheckSettings): Promise<{ sdl: string; commit: string | null }> {
  const { head, git } = await readSides({ ...settings, base: { kind: 'git', ref: null }, withoutBase: 'pass' })
  const composed = composeSide(head.sdls, settings.contracts, 'head')
  if ('errors' in composed) {
    const problems = composed.errors.map((error) => `  ${printProblem(error)}`).join('\n')
    throw new CheckFailure(`The subgraphs do not compose, so there is nothing to publish:\n${problems}`)
  }
  return { sdl: composed.supergraph, commit: head.commit ?? git?.commitOf('HEAD') ?? null }
}

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
