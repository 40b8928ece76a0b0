import type { Results } from './results.ts'

const WIDTH = 760
const LABEL = 210
const BAR = 18
const GAP = 6
const HEAD = 34
const OURS = '#0f766e'
const FLOOR = '#cbd5e1'
const RIVAL = '#64748b'

/** Requests per CPU second as bars, one group for each operation, as an SVG of its own. */
export function renderPlot({ contenders, deduplicationOff, answerBytes }: Results): string {
  const operations = [...new Set(deduplicationOff.map(({ operation }) => operation))]
  const parts: string[] = []
  let y = 10
  for (const operation of operations) {
    const bars = deduplicationOff
      .filter((entry) => entry.operation === operation)
      .toSorted((one, other) => other.requestsPerCpuSecond - one.requestsPerCpuSecond)
    // The static answer is so far above that it would flatten everything else: it is in the table.
    const drawn = bars.filter(({ contender }) => contender !== 'static')
    const most = Math.max(...drawn.map((entry) => entry.requestsPerCpuSecond))
    const size = ((answerBytes[operation] ?? 0) / 1000).toFixed(1)
    parts.push(text(0, y + 16, `${operation}, ${size} kB: requests per CPU second`, 'font-weight="600"'))
    y += HEAD
    for (const { contender, requestsPerCpuSecond } of drawn) {
      const width = Math.max(1, ((WIDTH - LABEL - 80) * requestsPerCpuSecond) / most)
      const color = contender.startsWith('ours') ? OURS : contender === 'floor' ? FLOOR : RIVAL
      const title = contenders.find(({ name }) => name === contender)?.title ?? contender
      parts.push(
        text(LABEL - 8, y + 13, title, 'text-anchor="end"'),
        `<rect x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2" fill="${color}"/>`,
        text(LABEL + width + 6, y + 13, Math.round(requestsPerCpuSecond).toLocaleString('en')),
      )
      y += BAR + GAP
    }
    y += 14
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" font-family="system-ui, sans-serif" font-size="13" fill="#1e293b">
<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${(x === 0 ? 10 : x).toFixed(1)}" y="${y}" ${attributes}>${escaped}</text>`
}
