import { styleText } from 'node:util'
import type { Cause, CheckResult, Finding, Format, Severity } from '../result.ts'

const COLOR = { breaking: 'red', dangerous: 'yellow', safe: 'green' } as const

/** For the terminal: what fails first, with its proof; safe changes are counted, and listed with --verbose. */
export const formatTable: Format = ({ result }, { color, verbose }) => {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text
  const lines = [`${paint('bold', result.head.label)} compared with ${paint('bold', result.base.label)}`, '']
  for (const problem of result.compositionErrors) {
    lines.push(`${paint('red', problem.code)} ${problem.message}`)
    for (const { file, line, subgraph } of problem.places) lines.push(`    at ${file}:${line} (${subgraph})`)
    if (problem.hint) lines.push(`    ${paint('dim', problem.hint)}`)
  }
  const shown = result.findings.filter(({ severity }) => verbose || severity !== 'safe')
  lines.push(...table(shown, paint))
  const safe = result.findings.length - shown.length
  if (safe > 0) lines.push(paint('dim', `${safe} safe ${safe === 1 ? 'change' : 'changes'} (--verbose lists them)`))
  if (result.findings.length === 0 && result.compositionErrors.length === 0) lines.push('Nothing changed for clients.')
  for (const note of result.notes) lines.push('', paint('dim', note))
  lines.push('', summary(result, paint), '')
  return lines.join('\n')
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

function table(findings: Finding[], paint: Paint): string[] {
  const width = Math.max(0, ...findings.map(({ code }) => code.length))
  return findings.flatMap((finding) => {
    const { severity, code, message, reason, id } = finding
    const head = `${paint(COLOR[severity], mark(finding, severity))} ${paint('bold', code.padEnd(width))}  ${message}`
    const details = [place(finding.causes), reason ?? '', `id ${id}`].filter((text) => text !== '')
    return [head, ...details.map((text) => `  ${paint('dim', text)}`)]
  })
}

function mark({ verdict }: Finding, severity: Severity): string {
  return verdict === 'fails' ? '✗' : severity === 'safe' ? '✓' : '!'
}

function place(causes: Cause[]): string {
  return causes
    .map(({ subgraph, head, base }) => {
      const at = head ?? base
      return at ? `${at.file}:${at.line} (${subgraph})` : subgraph
    })
    .join(', ')
}

function summary({ status, reasons, findings, durationMs }: CheckResult, paint: Paint): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length
  const counts = `${count('breaking')} breaking, ${count('dangerous')} dangerous, ${count('safe')} safe (${durationMs} ms)`
  return status === 'ok'
    ? `${paint('green', 'ok')}: ${counts}`
    : `${paint('red', 'breaking')}: ${counts}. ${reasons.join(' ')}`
}
