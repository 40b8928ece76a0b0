import { parse } from 'yaml'
import { z } from 'zod'
import { CheckFailure } from '../check-failure.ts'
import type { Approval, CheckResult } from '../result.ts'

const entry = z.strictObject({
  finding: z.string().regex(/^[A-Z][A-Z_]*:.+#[0-9a-f]{8}$/, 'is the id of a finding, as the check prints it'),
  reason: z.string().min(1),
  author: z.string().min(1),
  expires: z.iso.date('is a date, YYYY-MM-DD'),
})
const file = z.strictObject({ approvals: z.array(entry).nullable() })

/**
 * Reads the file of approvals: `approvals:`, a list of finding, reason, author and expires.
 *
 * @throws CheckFailure that names everything that is wrong in it: an approval that is not understood must not look like none
 */
export function parseApprovals(text: string, name: string): Approval[] {
  let written: unknown
  try {
    // Dates stay text: YAML's own would be at midnight somewhere.
    written = parse(text, { schema: 'core' }) ?? { approvals: [] }
  } catch (error) {
    throw new CheckFailure(`${name} is not YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
  const read = file.safeParse(written)
  const problems = read.success
    ? findRepeated(read.data.approvals ?? [])
    : read.error.issues.map(({ path, message }) => `${path.join('.') || '(root)'}: ${message}`)
  if (!read.success || problems.length > 0) {
    throw new CheckFailure(`${name} is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  }
  return read.data.approvals ?? []
}

/** Lets the findings pass that an approval names and that has not expired, and tells those that do nothing. */
export function applyApprovals(result: CheckResult, approvals: readonly Approval[], now: Date): void {
  const today = now.toISOString().slice(0, 10)
  for (const approval of approvals) {
    const finding = result.findings.find(({ id }) => id === approval.finding)
    if (!finding) result.approvals.unmatched.push(approval)
    else if (approval.expires < today) result.approvals.expired.push(approval)
    else finding.approval = approval
  }
}

function findRepeated(approvals: readonly Approval[]): string[] {
  const seen = new Set<string>()
  return approvals.flatMap(({ finding }) => {
    if (seen.has(finding)) return [`${finding} is approved twice`]
    seen.add(finding)
    return []
  })
}
