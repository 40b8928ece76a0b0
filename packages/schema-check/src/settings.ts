import { suggestionList } from 'graphql/jsutils/suggestionList.js'
import { parse } from 'yaml'
import { z } from 'zod'
import { CheckFailure } from './check-failure.ts'
import type { Contract } from './composition/contract.ts'
import { FINDING_CODES } from './finding-codes.ts'

const tags = z.array(z.string().min(1))

// Paths are relative to the folder of the settings file.
const settingsFile = z.strictObject({
  /** Rover's configuration. */
  config: z.string().min(1).optional(),
  /** A git ref; the base is where HEAD has left it. */
  base: z.string().min(1).optional(),
  /** With pass, a check without a base composes the head and compares nothing. */
  withoutBase: z.enum(['fail', 'pass']).optional(),
  /** Folder of the registered operations: <client>/*.graphql, or <client>/<version>/*.graphql. */
  operations: z.string().min(1).optional(),
  /** Files of recorded traffic. */
  traffic: z.union([z.string().min(1), z.array(z.string().min(1))]).optional(),
  approvals: z.string().min(1).optional(),
  /** Whether breaking what nobody is known to use is allowed. */
  unused: z.enum(['fail', 'allow']).optional(),
  /** What counts as knowing all use: a recording, or that routers serve registered operations only. */
  evidence: z.enum(['recorded', 'registered']).optional(),
  /** The severity from which on a finding fails. */
  failOn: z.enum(['breaking', 'dangerous']).optional(),
  /** Severities by the code of the finding. */
  severities: z
    .record(z.string(), z.enum(['breaking', 'dangerous', 'safe']))
    .superRefine(refuseUnknownCodes)
    .optional(),
  /** How many operations are planned at most on each side. */
  planLimit: z.int().min(0).optional(),
  contracts: z
    .record(
      z.string().regex(/^(?!main$)[a-zA-Z][\w-]{0,63}$/, 'is a name of letters, digits, - and _, and not main'),
      z.strictObject({ include: tags.optional(), exclude: tags.optional() }),
    )
    .optional(),
  /** Rules of style, read by the linter. */
  lint: z.unknown().optional(),
})

/** What supergraph-check.yaml may say; the command's flags say the same, and win. */
export type SettingsFile = z.infer<typeof settingsFile>

// One that is misspelt would leave the severity as it was, and nobody would see.
function refuseUnknownCodes(severities: Record<string, unknown>, context: z.RefinementCtx): void {
  for (const code of Object.keys(severities)) {
    if (FINDING_CODES.has(code)) continue
    const [nearest] = suggestionList(code, [...FINDING_CODES])
    const hint = nearest === undefined ? '' : `, did you mean ${nearest}?`
    context.addIssue({ code: 'custom', path: [code], message: `is the code of no finding${hint}` })
  }
}

/** The contracts that the file asks for, in its order. */
export function contractsOf({ contracts = {} }: SettingsFile): Contract[] {
  return Object.entries(contracts).map(([name, { include = [], exclude = [] }]) => ({ name, include, exclude }))
}

/** @throws CheckFailure that names the file and every bad setting in it */
export function parseSettings(text: string, file: string): SettingsFile {
  let written: unknown
  try {
    written = parse(text) ?? {}
  } catch (error) {
    throw new CheckFailure(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
  const read = settingsFile.safeParse(written)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) => `  ${path.join('.') || '(root)'}: ${message}`)
  throw new CheckFailure(`${file} is wrong:\n${problems.join('\n')}`)
}
