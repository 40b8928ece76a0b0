import { styleText } from 'node:util'
import type {
  Approval,
  Cause,
  CheckResult,
  ClientUse,
  Finding,
  Format,
  PlanRegression,
  Proof,
  Usage,
} from '../result.ts'
import { sideBySide } from './side-by-side.ts'

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

const COLOR = { breaking: 'red', dangerous: 'yellow', safe: 'green' } as const

/** For the terminal: what fails first, with its proof; safe changes are counted, and listed with --verbose. */
export const formatTable: Format = ({ result }, { color, verbose }) => {
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text)
  const sections = [
    [`${paint('bold', result.head.label)} compared with ${paint('bold', result.base.label)}`],
    ...result.compositionErrors.map((problem) => [
      `${paint('red', `✗ ${problem.code}`)}  ${problem.message}${problem.contract === null ? '' : ` (contract ${problem.contract})`}`,
      ...problem.places.map(({ file, line, subgraph }) => `    at ${file}:${line} (${subgraph})`),
      ...(problem.hint ? [`    ${paint('dim', problem.hint)}`] : []),
    ]),
    ...result.findings
      .filter(({ severity }) => verbose || severity !== 'safe')
      .map((finding) => describeFinding(finding, paint)),
    unlisted(result, verbose, paint),
    ...result.planRegressions.map((regression) => describePlans(regression, paint)),
    describeDeployOrder(result, paint),
    describeApprovals(result, paint),
    result.lint.map(({ rule, severity, message, place }) => {
      return `${paint(severity === 'error' ? 'red' : 'yellow', severity)} ${place.file}:${place.line} ${message} (${rule})`
    }),
    (verbose ? result.compositionHints : []).map(({ code, message }) => {
      return paint('dim', `new hint of composition: ${message.split('\n')[0]} (${code})`)
    }),
    remarks(result).map((note) => paint('dim', note)),
    [describeStatus(result, paint)],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function remarks({ notes, plansSkipped, evidence }: CheckResult): string[] {
  const invalid = evidence.invalidOnBase.map(({ name, signature, file, message }) => {
    return `${file ?? name ?? signature.slice(0, 12)} is refused by the base already, and proves nothing: ${message}`
  })
  const skipped = plansSkipped > 0 ? [`${plansSkipped} more operations were not planned (--plan-limit)`] : []
  return [...notes, ...invalid.slice(0, 5), ...skipped]
}

function describeFinding(finding: Finding, paint: Paint): string[] {
  const { severity, code, message, reason, usage, proof, unproven, variants, id, verdict, passesBecause, approval } =
    finding
  const mark = verdict === 'fails' ? '✗' : severity === 'safe' ? '✓' : '!'
  const details = [
    ['where', describeCauses(finding.causes)],
    ['why', reason ?? ''],
    ['in', variants.join() === 'main' ? '' : variants.join(', ')],
    ['used', severity === 'safe' ? '' : describeUsage(usage)],
    ['passes', passesBecause === 'approved' && approval ? describeApproval(approval) : (passesBecause ?? '')],
    ['proof', unproven === null ? '' : `none: ${unproven}`],
    ['id', id],
  ]
  return [
    `${paint(COLOR[severity], `${mark} ${severity} ${code}`)}  ${message}`,
    ...details.flatMap(([label = '', text = '']) =>
      text === '' ? [] : [`    ${paint('dim', label.padEnd(6))} ${text}`],
    ),
    ...(proof ? describeProof(proof, paint) : []),
  ]
}

function describeCauses(causes: Cause[]): string {
  return causes
    .map(({ subgraph, head, base }) => {
      const place = head ?? base
      return place ? `${place.file}:${place.line} (${subgraph}${head ? '' : ', on the base'})` : subgraph
    })
    .join(', ')
}

function describeUsage({ status, operations, total, requests }: Usage): string {
  if (status === 'not applicable') return ''
  if (status === 'unused') return 'by no known operation'
  if (status === 'unknown')
    return 'by no known operation, but nothing tells all that clients ask (no traffic was recorded, or not all)'
  const listed = operations.slice(0, 3).map(({ name, signature, certainty, clients }) => {
    const asked = [...new Set(clients.map(nameClient))].slice(0, 3).join(', ')
    return `${name ?? signature.slice(0, 12)} of ${asked}${certainty === 'possible' ? ' (depends on data or variables)' : ''}`
  })
  const more = total > listed.length ? `, and ${total - listed.length} more` : ''
  return `by ${listed.join('; ')}${more}${requests > 0 ? `: ${requests} requests recorded` : ''}`
}

function nameClient({ name, version }: ClientUse): string {
  return version === null ? name : `${name} ${version}`
}

function describeProof({ source, document, variables, onBase, onHead }: Proof, paint: Paint): string[] {
  const intro =
    source === 'client' ? "proof, a client's own operation:" : 'proof, the smallest operation that shows it:'
  return [
    `    ${paint('dim', intro)}`,
    ...document.split('\n').map((line) => `        ${line}`),
    ...(Object.keys(variables).length > 0 ? [`        ${JSON.stringify(variables)}`] : []),
    `    ${paint('green', 'base')}   ${onBase}`,
    ...onHead.map((line) => `    ${paint('red', 'head')}   ${line}`),
  ]
}

function unlisted({ findings, compositionErrors, base }: CheckResult, verbose: boolean, paint: Paint): string[] {
  const safe = findings.filter(({ severity }) => severity === 'safe').length
  if (findings.length === 0 && compositionErrors.length === 0 && base.kind !== 'none')
    return ['Nothing changed for clients or routers.']
  return verbose || safe === 0
    ? []
    : [paint('dim', `${safe} safe ${safe === 1 ? 'change' : 'changes'} (--verbose lists them)`)]
}

function describePlans({ name, signature, base, head, kind }: PlanRegression, paint: Paint): string[] {
  const title = `plan of ${name ?? signature.slice(0, 12)}`
  if (kind === 'unplannable') return [`${paint('red', `✗ ${title}`)}: the head's planner fails: ${head.text}`]
  const numbers = `${base.fetches} → ${head.fetches} fetches, ${base.hops} → ${head.hops} hops`
  if (kind === 'better') return [`${paint('green', `✓ ${title}`)}: ${numbers}`]
  return [
    `${paint('yellow', `! ${title}`)}: ${numbers}`,
    ...sideBySide(base.text, head.text).map((line) => `    ${line}`),
  ]
}

function describeDeployOrder({ deployOrder, findings }: CheckResult, paint: Paint): string[] {
  if (findings.length === 0) return []
  const { advice, problems } = deployOrder
  const lines = problems.slice(0, 10).map(({ order, message }) => `    ${order}: ${message}`)
  const more = problems.length > lines.length ? [`    and ${problems.length - lines.length} more`] : []
  return [`${paint('bold', 'deploy order')}: ${advice}`, ...lines, ...more]
}

function describeApprovals({ approvals }: CheckResult, paint: Paint): string[] {
  return [
    ...approvals.expired.map(
      (one) => `${paint('yellow', 'expired approval')}: ${one.finding} (${describeApproval(one)})`,
    ),
    ...approvals.unmatched.map((one) => paint('dim', `approval of what is no finding (any more): ${one.finding}`)),
  ]
}

function describeApproval({ author, reason, expires }: Approval): string {
  return `approved by ${author} until ${expires}: ${reason}`
}

function describeStatus({ status, reasons, findings, evidence, durationMs }: CheckResult, paint: Paint): string {
  const count = (wanted: Finding['severity']) => findings.filter(({ severity }) => severity === wanted).length
  const found = `${count('breaking')} breaking, ${count('dangerous')} dangerous, ${count('safe')} safe`
  const known = `${evidence.registered} registered and ${evidence.recorded} recorded operations`
  const verdict = status === 'ok' ? paint('green', 'ok') : `${paint('red', 'breaking')} (${reasons.join(' ')})`
  return `${verdict}: ${found}; ${known}, ${durationMs} ms`
}
