import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const FORMATTER = join(import.meta.dirname, '../../node_modules/.bin/oxfmt')

/** Replaces what stands between `<!-- name -->` and `<!-- end of name -->` in a page. */
export async function writeSection(file: string, name: string, text: string): Promise<void> {
  const page = await readFile(file, 'utf8')
  const section = new RegExp(`(?<=<!-- ${name} -->\\n)[^]*(?=<!-- end of ${name} -->)`)
  if (!section.test(page)) throw new Error(`The README has no place for ${name}.`)
  await writeFile(
    file,
    page.replace(section, () => `\n${text}\n\n`),
  )
}

export function formatFiles(files: readonly string[]): void {
  const { status } = spawnSync(FORMATTER, files, { stdio: 'inherit' })
  if (status !== 0) throw new Error('The report could not be formatted.')
}
