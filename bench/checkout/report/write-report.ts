import { formatFiles, writeSection } from '@shop/bench-measure/write-section'
import type { Machine } from '@shop/bench-measure/describe-machine'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Figures } from './figures.ts'

const README = join(import.meta.dirname, '../README.md')
const FIGURES = join(import.meta.dirname, '../results.json')

/** What a run found. */
export type Results = { measuredAt: string; machine: Machine; figures: Figures[] }

/** Writes it beside the bench: the table into its README, and all figures. */
export async function writeReport(table: string, results: Results): Promise<void> {
  const { cpu, cores, system, node } = results.machine
  const where = `Measured ${results.measuredAt.slice(0, 10)} on ${cpu}, ${cores} cores, ${system}, Node ${node}.`
  await writeSection(README, 'results', `${where}\n\n${table}`)
  await writeFile(FIGURES, `${JSON.stringify(results, null, 2)}\n`)
  formatFiles([README, FIGURES])
}
