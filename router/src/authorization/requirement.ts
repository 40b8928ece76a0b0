/** One of these lists must be there, whole. `[]` asks for nothing, as it does for composition. */
export type Alternatives = readonly (readonly string[])[]

/** What a viewer needs for something. All parts of it must hold. */
export type Requirement = {
  authenticated: boolean
  scopes: readonly Alternatives[]
  policies: readonly Alternatives[]
}

/** What holds where all of these must. Null when there is nothing to ask for. */
export function allOf(requirements: readonly (Requirement | null | undefined)[]): Requirement | null {
  const given = requirements.filter((one) => one !== null && one !== undefined)
  if (given.length === 0) return null
  return {
    authenticated: given.some((one) => one.authenticated),
    scopes: distinct(given.flatMap((one) => one.scopes)),
    policies: distinct(given.flatMap((one) => one.policies)),
  }
}

/** Whether a viewer has what is required. `claimed` is null for who came without a token. */
export function isMet(
  requirement: Requirement,
  claimed: ReadonlySet<string> | null,
  granted: ReadonlySet<string>,
): boolean {
  if (requirement.authenticated && claimed === null) return false
  return (
    requirement.scopes.every((alternatives) => isOneWithin(alternatives, claimed ?? NOTHING)) &&
    requirement.policies.every((alternatives) => isOneWithin(alternatives, granted))
  )
}

const NOTHING: ReadonlySet<string> = new Set()

function isOneWithin(alternatives: Alternatives, held: ReadonlySet<string>): boolean {
  return alternatives.length === 0 || alternatives.some((names) => names.every((name) => held.has(name)))
}

function distinct(all: readonly Alternatives[]): Alternatives[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}
