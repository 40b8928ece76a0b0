import { type ConstDirectiveNode, valueFromASTUntyped } from 'graphql'
import type { AppliedDirectives, SupergraphModel } from './supergraph-model.ts'

/**
 * What a coordinate asks of the viewer. `scopes` and `policies` are as in the directives: lists of alternatives, each a list
 * of what is needed together; null when they ask nothing.
 */
export type Requirement = { authenticated: boolean; scopes: string[][] | null; policies: string[][] | null }

/** Who a viewer is, as far as requirements ask. */
export type Viewer = { authenticated: boolean; scopes: string[]; policies: string[] }

/** The requirement that stands at a coordinate itself; null when there is none. */
export function requirementAt(model: SupergraphModel, coordinate: string): Requirement | null {
  return toRequirement(model.directives.get(coordinate))
}

function toRequirement(applied: AppliedDirectives | undefined): Requirement | null {
  const [scopes, policies] = [alternatives(applied?.get('requiresScopes')), alternatives(applied?.get('policy'))]
  const authenticated = applied?.has('authenticated') ?? false
  return authenticated || scopes || policies ? { authenticated, scopes, policies } : null
}

function alternatives(directives: ConstDirectiveNode[] | undefined): string[][] | null {
  const [argument] = directives?.[0]?.arguments ?? []
  return argument ? (valueFromASTUntyped(argument.value) as string[][]) : null
}

/** Whether a viewer may see what asks this. */
export function satisfies(viewer: Viewer, requirement: Requirement | null): boolean {
  if (!requirement) return true
  const holds = (wanted: string[][] | null, held: string[]) =>
    wanted === null || wanted.some((all) => all.every((one) => held.includes(one)))
  return (
    (!requirement.authenticated || viewer.authenticated) &&
    holds(requirement.scopes, viewer.scopes) &&
    holds(requirement.policies, viewer.policies)
  )
}

/** Every least viewer that may see what asks this: one for each combination of alternatives. */
export function leastViewers(requirement: Requirement | null): Viewer[] {
  const scopes = requirement?.scopes ?? [[]]
  const policies = requirement?.policies ?? [[]]
  return scopes.flatMap((scope) =>
    policies.map((policy) => ({
      // Who has a scope has a token.
      authenticated: (requirement?.authenticated ?? false) || scope.length > 0,
      scopes: scope,
      policies: policy,
    })),
  )
}

/** Whether everybody who met the first meets the second. */
export function impliedBy(first: Requirement | null, second: Requirement | null): boolean {
  return leastViewers(first).every((viewer) => satisfies(viewer, second))
}

/** As the directives say it. */
export function printRequirement(requirement: Requirement | null): string {
  if (!requirement) return 'nothing'
  const list = (alternatives: string[][]) => alternatives.map((all) => all.join(' and ')).join(', or ')
  return [
    requirement.authenticated ? 'a token' : '',
    requirement.scopes ? `the scopes ${list(requirement.scopes)}` : '',
    requirement.policies ? `the policies ${list(requirement.policies)}` : '',
  ]
    .filter((text) => text !== '')
    .join(' and ')
}
