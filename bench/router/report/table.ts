import type { Measured } from '../measure/rounds.ts'
import { ratio } from './results.ts'
import type { Results } from './results.ts'

/** The results as Markdown, for the README and the terminal. */
export function renderResults(results: Results): string {
  const { machine, options } = results
  const measured = [results.deduplicationOff, results.deduplicationOn, results.inProcess].flat()
  const operations = [...new Set(measured.map(({ operation }) => operation))]
  const parts = [
    `Measured ${results.measuredAt.slice(0, 10)} on ${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}` +
      `${machine.pinned ? '' : ', not pinned'}: ${options.rounds} rounds of ${options.seconds} s, ${options.connections} connections.`,
    // None, where only calls inside of one process were looked at.
    results.contenders.length > 0 &&
      `Versions: ${results.contenders.map(({ title, version }) => `${title} ${version}`).join('; ')}.`,
  ]
  for (const operation of operations) {
    if (!results.deduplicationOff.some((entry) => entry.operation === operation)) continue
    parts.push(`### ${titleOf(results, operation)}`, renderTable(results, results.deduplicationOff, operation))
  }
  if (results.deduplicationOn.length > 0) {
    parts.push('### With identical requests in flight merged, by those that can')
    for (const operation of operations) {
      parts.push(`${titleOf(results, operation)}:`, renderTable(results, results.deduplicationOn, operation))
    }
  }
  if (results.inProcess.length > 0) {
    parts.push('### Subgraphs in the same process', renderInProcess(results.inProcess, operations))
  }
  return parts.filter(Boolean).join('\n\n')
}

function titleOf({ answerBytes, fetches }: Results, operation: string): string {
  const name = operation.charAt(0).toUpperCase() + operation.slice(1)
  return `${name}: ${((answerBytes[operation] ?? 0) / 1000).toFixed(1)} kB, ${fetches[operation] ?? '?'} fetches of ours`
}

function renderTable({ contenders }: Results, measured: readonly Measured[], operation: string): string {
  const base = measured.some(({ contender }) => contender === 'apollo') ? 'apollo' : null
  const rows = measured
    .filter((entry) => entry.operation === operation)
    .toSorted((one, other) => other.requestsPerCpuSecond - one.requestsPerCpuSecond)
    .map((entry) => [
      contenders.find(({ name }) => name === entry.contender)?.title ?? entry.contender,
      whole(entry.requestsPerCpuSecond),
      base ? times(ratio(measured, operation, entry.contender, base)) : '',
      times(ratio(measured, operation, 'ours', entry.contender)),
      entry.p50.toFixed(1),
      entry.p99.toFixed(1),
      whole(entry.residentBytes / 1e6),
      `${whole(entry.busy * 100)} %`,
      entry.fetches.toFixed(1),
    ])
  const head = [
    '',
    'requests per CPU second',
    '× Apollo Gateway',
    'ours ÷ this',
    'p50 ms',
    'p99 ms',
    'memory MB',
    'busy',
    'fetches',
  ]
  return renderRows(head, rows)
}

function renderInProcess(measured: readonly Measured[], operations: readonly string[]): string {
  const rows = operations.map((operation) => {
    const of = (name: string) =>
      measured.find((entry) => entry.operation === operation && entry.contender === name)?.requestsPerCpuSecond ??
      Number.NaN
    return [
      operation,
      whole(of('over HTTP')),
      whole(of('in process')),
      times(ratio(measured, operation, 'in process', 'over HTTP')),
    ]
  })
  return renderRows(['', 'over HTTP', 'in process', 'ratio'], rows)
}

function renderRows(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

function whole(value: number): string {
  return Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en')
}

function times(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(value < 10 ? 2 : 1)
}
