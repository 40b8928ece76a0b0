import { readFile, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { renderPlot } from './plot.ts'
import type { Results } from './results.ts'
import { renderResults } from './table.ts'

const FOLDER = join(import.meta.dirname, '..')
const MARKED = /(?<=<!-- results -->\n)[^]*(?=<!-- end of results -->)/

/** Writes what a run found beside the benchmark: the table into its README, the plot, and the figures. */
export async function writeReport(results: Results): Promise<void> {
  const readme = join(FOLDER, 'README.md')
  const figures = join(FOLDER, 'results.json')
  const page = await readFile(readme, 'utf8')
  if (!MARKED.test(page)) throw new Error('The README has no place for results.')
  const marked = `\n![Requests per CPU second](result.svg)\n\n${renderResults(results)}\n\n`
  await writeFile(
    readme,
    page.replace(MARKED, () => marked),
  )
  await writeFile(join(FOLDER, 'result.svg'), renderPlot(results))
  await writeFile(figures, `${JSON.stringify(results, null, 2)}\n`)
  const { status } = spawnSync('oxfmt', [readme, figures], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The report could not be formatted: is it run by npm?')
}
