import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { CheckFailure } from '../check-failure.ts'

/** A repository, read without a checkout. */
export type Git = {
  /** Absolute path of the working tree. */
  root: string
  /** The full hash of what a ref names; null when there is no such commit here. */
  commitOf(ref: string): string | null
  /** Where the two have last been one; null when the history here does not reach that far. */
  mergeBase(one: string, other: string): string | null
  isShallow(): boolean
  /** The files of a commit by their absolute paths; null where there is none. One process for all. */
  readFiles(commit: string, paths: string[]): Map<string, string | null>
  /** Absolute paths of the files of a commit below a folder. */
  listFiles(commit: string, folder: string): string[]
}

const MOST_BYTES = 512 * 1024 * 1024

/** The repository that a folder is in; null when it is in none, or there is no git. */
export function openGit(folder: string): Git | null {
  const root = run(folder, ['rev-parse', '--show-toplevel'])?.trim()
  if (!root) return null
  return {
    root,
    commitOf: (ref) => run(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])?.trim() || null,
    mergeBase: (one, other) => run(root, ['merge-base', one, other])?.trim() || null,
    isShallow: () => run(root, ['rev-parse', '--is-shallow-repository'])?.trim() === 'true',
    readFiles: (commit, paths) => readFiles(root, commit, paths),
    listFiles(commit, folder) {
      const below = relative(root, folder)
      // A folder that lies outside of the repository is in none of its commits.
      if (below.startsWith('..')) return []
      const listed = run(root, ['ls-tree', '-r', '-z', '--name-only', commit, ...(below ? ['--', `${below}/`] : [])])
      return (listed ?? '').split('\0').flatMap((path) => (path ? [`${root}/${path}`] : []))
    },
  }
}

function readFiles(root: string, commit: string, paths: string[]): Map<string, string | null> {
  const files = new Map<string, string | null>(paths.map((path) => [path, null]))
  const inside = paths.filter((path) => !relative(root, path).startsWith('..') && !path.includes('\n'))
  if (inside.length === 0) return files
  const output = execFileSync('git', ['cat-file', '--batch'], {
    cwd: root,
    input: inside.map((path) => `${commit}:${relative(root, path)}\n`).join(''),
    maxBuffer: MOST_BYTES,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let at = 0
  for (const path of inside) {
    const end = output.indexOf('\n', at)
    const header = output.toString('utf8', at, end)
    at = end + 1
    // `<hash> blob <size>`, then as many bytes and a newline; `<name> missing` when there is no such file.
    const size = /^[0-9a-f]+ (?:blob|tree|commit|tag) (\d+)$/.exec(header)?.[1]
    if (size === undefined) continue
    if (header.includes(' blob ')) files.set(path, output.toString('utf8', at, at + Number(size)))
    at += Number(size) + 1
  }
  return files
}

/** What git prints; null when it says no (its exit code is not 0). */
function run(folder: string, args: string[]): string | null {
  try {
    return execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    if (error instanceof Error && 'status' in error && typeof error.status === 'number') return null
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new CheckFailure(`git ${args[0]} failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
