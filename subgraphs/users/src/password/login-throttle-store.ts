import type { Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** Failures that an email, or a session, may have in one window. */
export const MAXIMUM_FAILURES = 10

/** How long failures count, in milliseconds. */
export const WINDOW_MS = 15 * 60_000

/**
 * Whose attempts are counted together: everybody's who gives an email, but for those who show that they were signed in before. Of a
 * session, which may be over, they are counted by themselves, so that nobody is kept out by a stranger
 * (OWASP, Slow Down Online Guessing Attacks with Device Cookies).
 */
export function attempterOf(emailNormalized: string, sessionId: string | null): string {
  return sessionId === null ? emailNormalized : `session:${sessionId}`
}

/**
 * Counts an attempt as failed before it is tried, so that attempts side by side cannot all slip through, and answers
 * whether it may be tried. A success takes everything back: `forgetAttempts`.
 */
export async function beginAttempt(database: PrismaClient, attempter: string, now: Date): Promise<boolean> {
  const windowStart = new Date(now.getTime() - WINDOW_MS)
  const [row] = await database.$queryRaw<{ failures: number }[]>`
    INSERT INTO login_throttles AS throttle (email_normalized, failures, window_started_at)
    VALUES (${attempter}, 1, ${now}::timestamptz)
    ON CONFLICT (email_normalized) DO UPDATE SET
      failures = CASE WHEN throttle.window_started_at <= ${windowStart}::timestamptz THEN 1
                      ELSE LEAST(throttle.failures + 1, ${MAXIMUM_FAILURES + 1}::integer) END,
      window_started_at = CASE WHEN throttle.window_started_at <= ${windowStart}::timestamptz THEN ${now}::timestamptz
                               ELSE throttle.window_started_at END
    RETURNING failures`
  return row !== undefined && row.failures <= MAXIMUM_FAILURES
}

/** Whoever gave the right password starts anew. */
export async function forgetAttempts(
  database: PrismaClient | Prisma.TransactionClient,
  attempter: string,
): Promise<void> {
  await database.loginThrottle.deleteMany({ where: { attempter } })
}
