import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allPages, readPage } from './documents.ts'
import type { Page } from './documents.ts'

const ROOT = join(import.meta.dirname, '../..')

/** As GitHub makes the anchor of a heading. */
function anchorOf(heading: string): string {
  const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  return words
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '')
}

function linksOf({ text }: Page): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

/** What is wrong with a link, or null. */
function problemOf(page: Page, link: string): string | null {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? page.path : normalize(join(dirname(page.path), file))
  if (relative('.', target).startsWith('..')) return 'leads out of the repository'
  const path = join(ROOT, target)
  if (!existsSync(path)) return 'leads to nothing'
  if (file.endsWith('/') && !statSync(path).isDirectory()) return 'is no folder'
  if (anchor === undefined) return null
  if (!target.endsWith('.md')) return 'has an anchor in a file without headings'
  const headings = [...readPage(target).text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
  return headings.includes(anchor) ? null : 'leads to a heading that is not there'
}

describe('a relative link', () => {
  it.each(allPages())('of $path leads to a file, and its anchor to a heading', (page) => {
    const broken = linksOf(page).flatMap((link) => {
      const problem = problemOf(page, link)
      return problem === null ? [] : [`${link} ${problem}`]
    })
    expect(broken).toEqual([])
  })

  it('of the README leads to every subgraph, package and page', () => {
    const isPart = /^(subgraphs|packages)\/[^/]+\/README\.md$|^router\/README\.md$|^docs\/[^/]+\.md$/
    const parts = allPages().flatMap(({ path }) => (isPart.test(path) ? [path] : []))
    expect(linksOf(readPage('README.md'))).toEqual(expect.arrayContaining(parts))
  })
})
