/** The version that a client expects; left out, and not null, when it is none: a key from before it existed is known again. */
export function expectedVersionOf(input: { expectedVersion?: number | null }): { expectedVersion?: number } {
  return input.expectedVersion == null ? {} : { expectedVersion: input.expectedVersion }
}
