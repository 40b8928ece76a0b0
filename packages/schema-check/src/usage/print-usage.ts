import type { UsageSummary } from './summarize-usage.ts'

/** Tables for the terminal, or everything as JSON. */
export function printUsage(
  summary: UsageSummary,
  { most, fields, unused, json }: { most: number; fields: boolean; unused: boolean; json: boolean },
): string {
  if (json) {
    const plain = summary.fields.map(({ byClient, ...field }) => ({ ...field, byClient: Object.fromEntries(byClient) }))
    return `${JSON.stringify({ ...summary, fields: plain }, null, 2)}\n`
  }
  const { operations } = summary
  const requests = operations.reduce((sum, one) => sum + one.requests, 0)
  const failed = operations.filter(({ errors }) => errors > 0).toSorted((one, other) => other.errors - one.errors)
  const asked = summary.fields.toSorted((one, other) => other.requests - one.requests)
  const sections = [
    `${count(operations.length)} operations by client and version, ${count(requests)} requests`,
    table(
      ['operation', 'client', 'version', 'requests', 'errors', 'last seen'],
      operations.slice(0, most).map(({ name, signature, client, version, requests, errors, lastSeen }) => {
        return [
          name ?? signature.slice(0, 12),
          client || '-',
          version || '-',
          count(requests),
          count(errors),
          lastSeen.slice(0, 16),
        ]
      }),
    ),
    failed.length > 0 && 'Answered with errors',
    failed.length > 0 &&
      table(
        ['operation', 'client', 'version', 'errors', 'of all'],
        failed.slice(0, most).map(({ name, signature, client, version, requests, errors }) => {
          return [
            name ?? signature.slice(0, 12),
            client || '-',
            version || '-',
            count(errors),
            `${((errors / requests) * 100).toFixed(1)} %`,
          ]
        }),
      ),
    `${count(asked.length)} fields are asked for${fields ? '' : '; --fields lists them all'}`,
    table(
      ['field', 'requests', 'clients'],
      (fields ? summary.fields : asked.slice(0, most)).map(({ coordinate, requests, byClient }) => {
        const clients = [...byClient].toSorted((one, other) => other[1] - one[1])
        return [
          coordinate,
          count(requests),
          clients.map(([client, many]) => `${client || '-'} ${count(many)}`).join(', '),
        ]
      }),
    ),
    `${count(summary.unused.length)} fields are asked for by nobody${unused ? '' : '; --unused lists them'}`,
    unused && summary.unused.map((coordinate) => `  ${coordinate}\n`).join(''),
    summary.unknown.length > 0 && `${summary.unknown.length} operations do not fit this schema`,
  ]
  return `${sections.filter((section) => section !== false).join('\n\n')}\n`
}

function table(heads: string[], rows: string[][]): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  // Numbers stand under each other.
  const isNumber = heads.map((_, column) => rows.every((row) => /^[\d,.]+( %)?$/.test(row[column] ?? '')))
  const line = (row: string[]): string =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(heads), ...rows.map(line)].map((text) => `  ${text}`).join('\n')
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
