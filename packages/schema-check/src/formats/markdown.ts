import type { CheckResult, Finding, Format, Place } from '../result.ts'
import { clientName, count, usageText } from './annotate.ts'

/** GitHub refuses a step summary above 1 MiB; a table that long is not read either. */
const MOST_FINDINGS = 100
const LONGEST_DOCUMENT = 4_000

/** For the summary of a workflow's step, or a comment: what fails with its proof, and what else there is to know. */
export const formatMarkdown: Format = ({ result }) => {
  const sections = [
    heading(result),
    compositionErrors(result),
    findingsTable(result.findings.filter(({ severity }) => severity !== 'safe')),
    ...result.findings
      .filter(({ verdict, proof }) => verdict === 'fails' && proof)
      .slice(0, 20)
      .map(proofOf),
    ...result.findings
      .filter(({ verdict, unproven }) => verdict === 'fails' && unproven)
      .map(({ coordinate, unproven }) => `No proof for ${inline(coordinate)}: ${unproven}`)
      .slice(0, 20),
    planRegressions(result),
    deployOrder(result),
    lint(result),
    ...result.notes.map((note) => `> ${inline(note)}`),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function heading({ status, reasons, findings, evidence, base, head }: CheckResult): string {
  const title = status === 'ok' ? '## ✅ Schema check: nothing breaks' : '## ❌ Schema check: clients would break'
  const tally = (['breaking', 'dangerous', 'safe'] as const)
    .map((severity) => `${findings.filter((one) => one.severity === severity).length} ${severity}`)
    .join(', ')
  const held = `Held against ${count(evidence.registered)} registered and ${count(evidence.recorded)} recorded operations (${count(evidence.requests)} requests).`
  return [
    title,
    '',
    `${inline(head.label)} compared with ${inline(base.label)}: ${tally}. ${held}`,
    ...reasons.map((reason) => `- ${inline(reason)}`),
  ].join('\n')
}

function compositionErrors({ compositionErrors: errors }: CheckResult): string {
  if (errors.length === 0) return ''
  const items = errors.map(({ code, message, places, hint }) => {
    const where = places.map((place) => ` \`${placeText(place)}\``).join('')
    return `- **${code}** ${inline(message)}${where}${hint ? ` ${inline(hint)}` : ''}`
  })
  return ['### The subgraphs do not compose', '', ...items].join('\n')
}

function findingsTable(findings: Finding[]): string {
  if (findings.length === 0) return ''
  const rows = findings.slice(0, MOST_FINDINGS).map((finding) => {
    const [cause] = finding.causes
    const place = cause && (cause.head ?? cause.base)
    const cells = [
      verdictText(finding),
      `\`${finding.coordinate}\``,
      inline(finding.message),
      place ? `\`${placeText(place)}\`` : '',
      inline(usageText(finding)),
    ]
    return `| ${cells.join(' | ')} |`
  })
  const more = findings.length > MOST_FINDINGS ? ['', `… and ${findings.length - MOST_FINDINGS} more.`] : []
  return ['| | where | what | from | who |', '| --- | --- | --- | --- | --- |', ...rows, ...more].join('\n')
}

function verdictText({ severity, verdict, passesBecause }: Finding): string {
  if (verdict === 'fails') return `❌ ${severity}`
  if (passesBecause) return `☑️ ${severity}, ${passesBecause}`
  return `⚠️ ${severity}`
}

function proofOf({ coordinate, proof, usage }: Finding): string {
  if (!proof) return ''
  const client = usage.operations.find(({ name }) => name === proof.operationName)?.clients[0]
  const whose = proof.source === 'client' ? `asked by ${client ? inline(clientName(client)) : 'a client'}` : 'generated'
  const variables =
    Object.keys(proof.variables).length > 0 ? fenced('json', JSON.stringify(proof.variables, null, 2)) : []
  return [
    `<details><summary>Proof for <code>${coordinate}</code>, ${whose}</summary>`,
    '',
    ...fenced('graphql', proof.document.slice(0, LONGEST_DOCUMENT)),
    ...variables,
    `Before: ${inline(proof.onBase)}`,
    '',
    ...proof.onHead.map((line) => `Now: ${inline(line)}`),
    '',
    '</details>',
  ].join('\n')
}

function planRegressions({ planRegressions: regressions }: CheckResult): string {
  const worse = regressions.filter(({ kind }) => kind !== 'better')
  if (worse.length === 0) return ''
  const rows = worse.slice(0, MOST_FINDINGS).map(({ name, signature, base, head, clients }) => {
    const who = [...new Set(clients.map(clientName))].slice(0, 3).join(', ')
    return `| ${inline(name ?? signature.slice(0, 12))} | ${base.fetches} → ${head.fetches} | ${base.hops} → ${head.hops} | ${inline(who)} |`
  })
  return [
    '### Operations that cost more',
    '',
    '| operation | fetches | hops | clients |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function deployOrder({ deployOrder: { advice, problems }, findings }: CheckResult): string {
  if (findings.length === 0 && problems.length === 0) return ''
  return [
    '### Deploying',
    '',
    inline(advice),
    '',
    ...problems.slice(0, 20).map(({ order, message }) => `- ${order}: ${inline(message)}`),
  ].join('\n')
}

function lint({ lint: problems }: CheckResult): string {
  if (problems.length === 0) return ''
  const items = problems.slice(0, MOST_FINDINGS).map(({ severity, rule, message, place }) => {
    return `- ${severity === 'error' ? '❌' : '⚠️'} \`${placeText(place)}\` ${inline(message)} (${rule})`
  })
  return ['### Style', '', ...items].join('\n')
}

function placeText({ file, line }: Place): string {
  return `${file}:${line}`
}

/** Code as it is, between fences that are longer than any in it: a document's strings and comments are its author's. */
function fenced(language: string, code: string): string[] {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, code, fence]
}

/** Text that is no Markdown, in one line. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\|*_<>[\]`#]/g, (sign) => `\\${sign}`)
}
