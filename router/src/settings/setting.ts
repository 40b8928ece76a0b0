import { z } from 'zod'

/** One setting: the name of its variable, how its text is read, and what `--help` says. `fallback` is text, too. */
export type Setting<Schema extends z.ZodType> = {
  environment: string
  schema: Schema
  fallback?: string
  about: string
  /** Not to be seen in a log. */
  secret?: boolean
}

export function setting<Schema extends z.ZodType>(
  environment: string,
  schema: Schema,
  fallback: string | undefined,
  about: string,
): Setting<Schema> {
  return { environment, schema, about, ...(fallback === undefined ? {} : { fallback }) }
}

/** A setting whose value no message repeats. */
export function secret<Schema extends z.ZodType>(environment: string, schema: Schema, about: string): Setting<Schema> {
  return { environment, schema, about, secret: true }
}

export function whole(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`
  return z.coerce.number<string>(message).int(message).min(least, message).max(most, message)
}
export const milliseconds = whole(1, 3_600_000)
export const yesNo = z.enum(['true', 'false']).transform((text) => text === 'true')
export const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))

/** A text that `check` does not throw for. */
export function checkedBy(check: (text: string) => unknown): z.ZodType<string, string> {
  return z.string().superRefine((text, context) => {
    try {
      check(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
    }
  })
}

export function messageOf(error: z.ZodError): string {
  return error.issues.map((issue) => issue.message).join(', ')
}
