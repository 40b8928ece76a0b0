import { Kind, parse, valueFromASTUntyped } from 'graphql'
import type { ConstDirectiveNode, DocumentNode } from 'graphql'
import type { LoadedSupergraph } from '../supergraph.ts'
import { linkedFeatures } from './linked-features.ts'
import { allOf } from './requirement.ts'
import type { Alternatives, Requirement } from './requirement.ts'

/** What a supergraph requires of a viewer, by the names of types and by `Type.field`. */
export type AuthorizationRules = {
  types: ReadonlyMap<string, Requirement>
  fields: ReadonlyMap<string, Requirement>
}

const AUTHENTICATED = 'https://specs.apollo.dev/authenticated'
const REQUIRES_SCOPES = 'https://specs.apollo.dev/requiresScopes'
const POLICY = 'https://specs.apollo.dev/policy'

const known = new WeakMap<LoadedSupergraph, AuthorizationRules | null>()

/** The rules of a supergraph, read once; null when it has none. Throws when they cannot be understood. */
export function authorizationRulesOf(supergraph: LoadedSupergraph): AuthorizationRules | null {
  let rules = known.get(supergraph)
  if (rules === undefined) {
    rules = readAuthorizationRules(supergraph.sdl)
    known.set(supergraph, rules)
  }
  return rules
}

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` from a supergraph. Composition has merged what several subgraphs
 * say of one element. An interface requires what any of its implementations does, and a field of it likewise: what is
 * behind it is known only when it is fetched. Composition writes that down too since GHSA-mx7m-j9xf-62hw; before, it did
 * not, and such a supergraph must not be easier to get around.
 */
export function readAuthorizationRules(sdl: string): AuthorizationRules | null {
  // Most supergraphs have none, and parsing a large one takes long.
  if (![AUTHENTICATED, REQUIRES_SCOPES, POLICY].some((identity) => sdl.includes(identity))) return null
  const document = parse(sdl, { noLocation: true })
  const read = requirementReader(document)
  const types = new Map<string, Requirement>()
  const fields = new Map<string, Requirement>()
  const implementations = new Map<string, Set<string>>()
  const interfaceFields: { of: string; name: string }[] = []

  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue
    const type = definition.name.value
    add(types, type, read(definition.directives as readonly ConstDirectiveNode[]))
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    const isInterface = definition.kind === Kind.INTERFACE_TYPE_DEFINITION
    for (const field of definition.fields ?? []) {
      add(fields, `${type}.${field.name.value}`, read(field.directives))
      if (isInterface) interfaceFields.push({ of: type, name: field.name.value })
    }
    if (isInterface) continue
    for (const { name } of definition.interfaces ?? []) {
      implementations.set(name.value, (implementations.get(name.value) ?? new Set()).add(type))
    }
  }
  for (const [type, objects] of implementations) for (const object of objects) add(types, type, types.get(object))
  for (const { of, name } of interfaceFields) {
    for (const object of implementations.get(of) ?? []) add(fields, `${of}.${name}`, fields.get(`${object}.${name}`))
  }
  return types.size + fields.size > 0 ? { types, fields } : null
}

function add(to: Map<string, Requirement>, key: string, requirement: Requirement | null | undefined): void {
  const both = allOf([to.get(key), requirement])
  if (both) to.set(key, both)
}

function requirementReader(
  document: DocumentNode,
): (directives: readonly ConstDirectiveNode[] | undefined) => Requirement | null {
  const features = linkedFeatures(document)
  const named = (identity: string, name: string): string | undefined =>
    features.find((feature) => feature.identity === identity)?.directive(name)
  const authenticated = named(AUTHENTICATED, 'authenticated')
  const requiresScopes = named(REQUIRES_SCOPES, 'requiresScopes')
  const policy = named(POLICY, 'policy')

  return (directives) =>
    allOf(
      (directives ?? []).map((directive) => {
        const name = directive.name.value
        if (name === authenticated) return { authenticated: true, scopes: [], policies: [] }
        if (name === requiresScopes) {
          return { authenticated: false, scopes: [alternativesOf(directive, 'scopes')], policies: [] }
        }
        if (name === policy) {
          return { authenticated: false, scopes: [], policies: [alternativesOf(directive, 'policies')] }
        }
        return null
      }),
    )
}

function alternativesOf(directive: ConstDirectiveNode, argument: string): Alternatives {
  const given = directive.arguments?.find(({ name }) => name.value === argument)
  const value: unknown = given && valueFromASTUntyped(given.value)
  if (isAlternatives(value)) return value
  // To leave it out would open what somebody wanted closed.
  throw new Error(`@${directive.name.value} is not a list of lists of names in the supergraph.`)
}

function isAlternatives(value: unknown): value is string[][] {
  const isListOf = (list: unknown, test: (one: unknown) => boolean): boolean => Array.isArray(list) && list.every(test)
  return isListOf(value, (names) => isListOf(names, (name) => typeof name === 'string'))
}
