import { readFile, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { renderPlot } from './plot.ts'
import type { Results } from './results.ts'
import { renderResults } from './table.ts'

const FOLDER = join(import.meta.dirname, '..')
const README = join(FOLDER, 'README.md')

/** Writes what a run found beside the benchmark: the table into its README, the plot, and the figures. */
export async function writeReport(results: Results): Promise<void> {
  const figures = join(FOLDER, 'results.json')
  await writeSection('results', `![Requests per CPU second](result.svg)\n\n${renderResults(results)}`)
  await writeFile(join(FOLDER, 'result.svg'), renderPlot(results))
  await writeFile(figures, `${JSON.stringify(results, null, 2)}\n`)
  format([README, figures])
}

/** Writes what `memory.ts` found into the README. */
export async function writeMemoryReport(lines: readonly string[]): Promise<void> {
  await writeSection('memory', lines.map((line) => `- ${line}`).join('\n'))
  format([README])
}

/** Replaces what stands between `<!-- name -->` and `<!-- end of name -->`. */
async function writeSection(name: string, text: string): Promise<void> {
  const page = await readFile(README, 'utf8')
  const section = new RegExp(`(?<=<!-- ${name} -->\\n)[^]*(?=<!-- end of ${name} -->)`)
  if (!section.test(page)) throw new Error(`The README has no place for ${name}.`)
  await writeFile(
    README,
    page.replace(section, () => `\n${text}\n\n`),
  )
}

function format(files: readonly string[]): void {
  const { status } = spawnSync(join(FOLDER, '../../node_modules/.bin/oxfmt'), files, { stdio: 'inherit' })
  if (status !== 0) throw new Error('The report could not be formatted.')
}
