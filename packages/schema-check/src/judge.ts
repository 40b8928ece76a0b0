import type { CheckSettings } from './check-settings.ts'
import type { CheckResult, Finding } from './result.ts'

/** Decides which findings fail, and with them the check. Approvals were applied before. */
export function judge(result: CheckResult, settings: CheckSettings): void {
  for (const finding of result.findings) {
    if (!isBad(finding, settings)) continue
    if (finding.approval) finding.passesBecause = 'approved'
    else if (finding.usage.status === 'unused' && settings.unused === 'allow') finding.passesBecause = 'unused'
    else finding.verdict = 'fails'
  }
  const failing = result.findings.filter(({ verdict }) => verdict === 'fails').length
  if (result.compositionErrors.length > 0) result.reasons.push('The subgraphs do not compose.')
  if (failing > 0) result.reasons.push(`${failing} ${failing === 1 ? 'finding fails' : 'findings fail'}.`)
  const errors = result.lint.filter(({ severity }) => severity === 'error').length
  if (errors > 0) result.reasons.push(`${errors} ${errors === 1 ? 'error' : 'errors'} of style.`)
  result.status = result.reasons.length > 0 ? 'breaking' : 'ok'
}

function isBad({ severity }: Finding, { failOn }: CheckSettings): boolean {
  return severity === 'breaking' || (failOn === 'dangerous' && severity === 'dangerous')
}
