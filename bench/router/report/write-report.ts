import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatFiles, writeSection } from '@shop/bench-measure/write-section'
import { renderPlot } from './plot.ts'
import type { Results } from './results.ts'
import { renderResults } from './table.ts'

const FOLDER = join(import.meta.dirname, '..')
const README = join(FOLDER, 'README.md')

/** Writes what a run found beside the benchmark: the table into its README, the plot, and the figures. */
export async function writeReport(results: Results): Promise<void> {
  const figures = join(FOLDER, 'results.json')
  await writeSection(README, 'results', `![Requests per CPU second](result.svg)\n\n${renderResults(results)}`)
  await writeFile(join(FOLDER, 'result.svg'), renderPlot(results))
  await writeFile(figures, `${JSON.stringify(results, null, 2)}\n`)
  formatFiles([README, figures])
}

/** Writes what `memory.ts` found into the README. */
export async function writeMemoryReport(lines: readonly string[]): Promise<void> {
  await writeSection(README, 'memory', lines.map((line) => `- ${line}`).join('\n'))
  formatFiles([README])
}
