import type { CheckResult, Finding, Place } from '../result.ts'

/** One remark with a place, as editors and hosts of repositories show it beside the code. */
export type Annotation = {
  rule: string
  level: 'error' | 'warning' | 'note'
  title: string
  /** Several lines. */
  text: string
  /** The first one is where it is shown. */
  places: Place[]
  /** Stable over runs. */
  fingerprint: string
  /** Why it counts for nothing; null when it counts. */
  approvedBecause: string | null
}

/** Everything of a result that has a place, or belongs to one: what fails first. Safe changes are none. */
export function annotate(result: CheckResult): Annotation[] {
  const { compositionErrors, findings, deployOrder, planRegressions, lint } = result
  const annotations: Annotation[] = compositionErrors.map(({ code, message, places, hint }) => ({
    rule: code,
    level: 'error',
    title: 'The subgraphs do not compose',
    text: lines(message, hint),
    places,
    fingerprint: `${code}:${message}`,
    approvedBecause: null,
  }))
  for (const finding of findings) if (finding.severity !== 'safe') annotations.push(ofFinding(finding))
  for (const { rule, severity, message, coordinate, place } of lint) {
    const fingerprint = `${rule}:${coordinate ?? place.file}`
    annotations.push({
      rule,
      level: severity,
      title: `Style: ${rule}`,
      text: message,
      places: [place],
      fingerprint,
      approvedBecause: null,
    })
  }
  for (const { order, coordinate, message } of deployOrder.problems) {
    annotations.push({
      rule: 'DEPLOY_ORDER',
      level: 'warning',
      title: `Not safe when deployed ${order}`,
      text: message,
      places: placesOf(findings, coordinate),
      fingerprint: `DEPLOY_ORDER:${order}:${coordinate}`,
      approvedBecause: null,
    })
  }
  for (const { kind, name, signature, base, head } of planRegressions) {
    if (kind === 'better') continue
    annotations.push({
      rule: 'PLAN_REGRESSION',
      level: 'warning',
      title: `${name ?? 'An operation'} needs more fetches`,
      text: `${base.fetches} fetches in ${base.hops} hops before, ${head.fetches} in ${head.hops} now.`,
      places: [],
      fingerprint: `PLAN_REGRESSION:${signature}`,
      approvedBecause: null,
    })
  }
  return annotations
}

/** What a finding says of those who use what changed, in a sentence. */
export function usageText({ usage }: Finding): string {
  if (usage.status === 'not applicable') return ''
  if (usage.status === 'unused') return 'No known operation uses it.'
  if (usage.status === 'unknown' && usage.total === 0) return 'Whether somebody uses it is not known.'
  const names = [...new Set(usage.operations.flatMap(({ clients }) => clients.map(clientName)))]
  const who = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
  const requests = usage.requests > 0 ? `, ${count(usage.requests)} recorded requests` : ''
  return `${usage.total} ${usage.total === 1 ? 'operation uses' : 'operations use'} it${who ? ` (${who}${requests})` : ''}.`
}

/** `web 1.4.0`. */
export function clientName({ name, version }: { name: string; version: string | null }): string {
  return [name || 'unnamed client', version].filter(Boolean).join(' ')
}

/** `12,345`. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

function ofFinding(finding: Finding): Annotation {
  const { id, code, severity, coordinate, message, reason, verdict, passesBecause, approval, proof, unproven } = finding
  const level = verdict === 'fails' ? 'error' : severity === 'dangerous' ? 'warning' : 'note'
  const shown =
    proof && `Proof (${proof.source === 'client' ? "a client's own operation" : 'generated'}):\n${proof.document}`
  const saysNo = proof?.onHead[0]
  return {
    rule: code,
    level,
    title: `${severity === 'breaking' ? 'Breaking' : 'Dangerous'}: ${coordinate}`,
    text: lines(
      message,
      reason,
      usageText(finding),
      shown,
      saysNo && `The new schema answers: ${saysNo}`,
      unproven && `No proof: ${unproven}`,
      `Finding ${id}`,
    ),
    places: finding.causes.flatMap(({ head, base }) => head ?? base ?? []),
    fingerprint: id,
    approvedBecause: passesBecause === 'approved' ? `${approval?.reason} (${approval?.author})` : null,
  }
}

function placesOf(findings: readonly Finding[], coordinate: string): Place[] {
  const causes = findings.find((one) => one.coordinate === coordinate)?.causes ?? []
  return causes.flatMap(({ head, base }) => head ?? base ?? [])
}

function lines(...parts: (string | null | undefined)[]): string {
  return parts.filter(Boolean).join('\n')
}
