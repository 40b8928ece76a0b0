import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { CheckFailure } from '../check-failure.ts'

/** A repository, read without a checkout. */
export type Git = {
  /** Absolute path of the working tree. */
  root: string
  /** The full hashes of what refs name; null where there is no such commit here. One process for all. */
  commitsOf(refs: readonly string[]): Map<string, string | null>
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
    commitsOf: (refs) => commitsOf(root, refs),
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

function commitsOf(root: string, refs: readonly string[]): Map<string, string | null> {
  const asked = refs.filter((ref) => !ref.includes('\n'))
  const objects = asked.map((ref) => `${ref}^{commit}`)
  const lines = catFile(root, '--batch-check', objects).toString().split('\n')
  // `<hash> commit <size>`, or the name and why it is none.
  const hashes = lines.map((line) => /^([0-9a-f]+) commit \d+$/.exec(line)?.[1] ?? null)
  return new Map(refs.map((ref) => [ref, hashes[asked.indexOf(ref)] ?? null]))
}

function readFiles(root: string, commit: string, paths: string[]): Map<string, string | null> {
  const files = new Map<string, string | null>(paths.map((path) => [path, null]))
  const inside = paths.filter((path) => !relative(root, path).startsWith('..') && !path.includes('\n'))
  if (inside.length === 0) return files
  const objects = inside.map((path) => `${commit}:${relative(root, path)}`)
  const output = catFile(root, '--batch', objects)
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

/** What git prints of objects. */
function catFile(root: string, option: '--batch' | '--batch-check', objects: string[]): Buffer {
  try {
    return execFileSync('git', ['cat-file', option], {
      cwd: root,
      input: objects.map((object) => `${object}\n`).join(''),
      maxBuffer: MOST_BYTES,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  } catch (error) {
    throw new CheckFailure(`git cat-file failed: ${error instanceof Error ? error.message : String(error)}`)
  }
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
