import type { CheckResult, Format, Place } from '../result.ts'
import { annotate } from './annotate.ts'
import type { Annotation } from './annotate.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/**
 * SARIF 2.1.0, which code scanning and editors read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What
 * was approved is there, suppressed.
 */
export const formatSarif: Format = ({ result }) => {
  const annotations = annotate(result)
  const rules = [...new Set(annotations.map(({ rule }) => rule))].toSorted()
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'supergraph-check',
            version: result.tool.version,
            rules: rules.map((id) => ({ id, shortDescription: { text: inWords(id) } })),
          },
        },
        invocations: [{ executionSuccessful: true, exitCode: result.status === 'ok' ? 0 : 1 }],
        columnKind: 'utf16CodeUnits',
        results: annotations.map((annotation) => resultOf(annotation, rules, result)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function resultOf(annotation: Annotation, rules: readonly string[], result: CheckResult): object {
  const { rule, level, title, text, places, fingerprint, approvedBecause } = annotation
  const [first, ...others] = places
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level,
    message: { text: `${title}\n${text}` },
    // Code scanning takes nothing without a place: what has none is shown where the subgraphs are listed.
    locations: [first ? location(first) : fileOf(result)],
    ...(others.length > 0 ? { relatedLocations: others.map(location) } : {}),
    partialFingerprints: { 'supergraphCheck/v1': fingerprint },
    ...(approvedBecause ? { suppressions: [{ kind: 'external', justification: approvedBecause }] } : {}),
  }
}

function location({ file, line, column }: Place): object {
  const physicalLocation = { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } }
  return { physicalLocation }
}

function fileOf({ head }: CheckResult): object {
  const file = head.subgraphs.find((subgraph) => subgraph.changed && subgraph.file)?.file ?? head.subgraphs[0]?.file
  return { physicalLocation: { artifactLocation: { uri: uriOf(file ?? 'rover.yaml') } } }
}

function uriOf(file: string): string {
  return /^https?:/.test(file) ? file : file.split('/').map(encodeURIComponent).join('/')
}

/** `FIELD_REMOVED` is `Field removed`. */
function inWords(code: string): string {
  const words = code.replaceAll(/[_-]/g, ' ').toLowerCase()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
