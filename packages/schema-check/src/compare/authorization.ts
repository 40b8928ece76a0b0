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
  const lists = argument ? (valueFromASTUntyped(argument.value) as string[][]) : []
  // `[]` asks for nothing.
  return lists.length > 0 ? lists : null
}

/**
 * What a viewer has to meet who sees a coordinate: of a field what stands at it, at its type and at the type that it answers; of a type
 * what stands at it.
 */
function metBy(model: SupergraphModel, coordinate: string): Requirement | null {
  const [type = '', name] = coordinate.split('.')
  const field = name === undefined ? undefined : model.types.get(type)?.fields.get(name)
  const around = field ? [type, field.type.replaceAll(/[[\]!]/g, '')] : []
  return [coordinate, ...around].map((at) => requirementAt(model, at)).reduce(both)
}

function both(one: Requirement | null, other: Requirement | null): Requirement | null {
  if (!one || !other) return one ?? other
  const each = (first: string[][] | null, second: string[][] | null) =>
    first && second ? first.flatMap((some) => second.map((more) => [...some, ...more])) : (first ?? second)
  return {
    authenticated: one.authenticated || other.authenticated,
    scopes: each(one.scopes, other.scopes),
    policies: each(one.policies, other.policies),
  }
}

/** Whom a rule refuses that did not stand there before: nobody, those who see that a type is there and none of its fields, or viewers of it. */
export type Refused = 'nobody' | 'who see nothing of it' | 'viewers'

/** Whom what stands at a coordinate in the second model refuses, of those whom the first let in. */
export function refusedAt(coordinate: string, before: SupergraphModel, after: SupergraphModel): Refused {
  const rule = requirementAt(after, coordinate)
  if (impliedBy(metBy(before, coordinate), rule)) return 'nobody'
  const type = before.types.get(coordinate)
  if (type?.kind !== 'ObjectTypeDefinition') return 'viewers'
  const isAskedByFields = [...type.fields.keys()].every((field) =>
    impliedBy(metBy(before, `${coordinate}.${field}`), rule),
  )
  return isAskedByFields ? 'who see nothing of it' : 'viewers'
}

/** The least viewer who may see a coordinate in the first model and is refused by what stands there in the second; null when there is none. */
export function leastRefused(coordinate: string, before: SupergraphModel, after: SupergraphModel): Viewer | null {
  const rule = requirementAt(after, coordinate)
  return leastViewers(metBy(before, coordinate)).find((viewer) => !satisfies(viewer, rule)) ?? null
}

function satisfies(viewer: Viewer, requirement: Requirement | null): boolean {
  if (!requirement) return true
  const holds = (wanted: string[][] | null, held: string[]) =>
    wanted === null || wanted.some((all) => all.every((one) => held.includes(one)))
  return (
    (!requirement.authenticated || viewer.authenticated) &&
    holds(requirement.scopes, viewer.scopes) &&
    holds(requirement.policies, viewer.policies)
  )
}

// One for each combination of alternatives.
function leastViewers(requirement: Requirement | null): Viewer[] {
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

// Whether everybody who met the first meets the second.
function impliedBy(first: Requirement | null, second: Requirement | null): boolean {
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
