import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** A page of the documentation; `path` is relative to the root of the repository. */
export type Page = { path: string; text: string }

/** A file of the repository. */
export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') }
}

/** Every page that people read: the README, docs/ and the README of each part. */
export function allPages(): Page[] {
  const found = globSync(['README.md', 'docs/**/*.md', '*/README.md', '{packages,subgraphs}/*/README.md'], {
    cwd: ROOT,
  })
  return found.toSorted().map((path) => readPage(path))
}

/** The fenced blocks of a language, in their order. */
export function codeBlocks({ text }: Page): { language: string; code: string }[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({ language, code }))
}

/** The part of a page below a heading, up to the next one of the same or a higher level. */
export function section({ path, text }: Page, heading: string): string {
  const level = heading.split(' ', 1)[0]?.length ?? 0
  const begin = text.indexOf(`\n${heading}\n`)
  if (begin < 0) throw new Error(`${path} has no heading "${heading}"`)
  const rest = text.slice(begin + heading.length + 2)
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'))
  return end < 0 ? rest : rest.slice(0, end)
}

/** The rows of the tables in a text, without heads; cells without the marks of code. */
export function tableRows(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  const isRule = (line: string | undefined) => line !== undefined && /^\|[\s:|-]+\|$/.test(line)
  return rows
    .filter((line, index) => !isRule(line) && !isRule(rows[index + 1]))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}
