import type { Git } from './git.ts'

/** The commit to compare with, and what to call it; or why there is none, for people. */
export type FoundBase = { commit: string; label: string } | { missing: string }

// The remote's first: a local main is as old as the last pull.
const MAIN = ['origin/main', 'main', 'origin/master', 'master']

/**
 * Finds the base in the repository: where the head and `ref` have last been one, so that what came to main since does not look
 * like a change of ours. Without a ref, main's.
 */
export function findBase(git: Git | null, ref: string | null, headRef: string): FoundBase {
  if (!git) return { missing: 'this folder is in no git repository (or git is not installed)' }
  const candidates = ref === null ? MAIN : [ref]
  const commits = git.commitsOf([headRef, ...candidates])
  const head = commits.get(headRef)
  if (!head) return { missing: 'the repository has no commit yet' }
  const found = candidates.find((name) => commits.get(name))
  if (found === undefined) {
    const names = ref ?? MAIN.join(', ')
    return { missing: `there is no such commit here: ${names}${git.isShallow() ? shallow(ref ?? 'main') : ''}` }
  }
  const commit = git.mergeBase(head, found)
  if (!commit) {
    return { missing: `${headRef} and ${found} have no commit in common${git.isShallow() ? shallow(found) : ''}` }
  }
  return { commit, label: `${found} (${commit.slice(0, 7)})` }
}

function shallow(ref: string): string {
  const branch = ref.replace(/^origin\//, '')
  return `; the clone is shallow: git fetch --unshallow origin ${branch}, or fetch-depth: 0 of actions/checkout, brings it`
}
