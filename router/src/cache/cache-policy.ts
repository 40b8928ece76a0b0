import { Kind } from 'graphql'
import type { FragmentDefinitionNode, SelectionSetNode } from 'graphql'
import type { CacheHint, CacheHints, HintedType } from './cache-hints.ts'

/** How long an answer may be kept, in seconds (0: not at all), and whether only for the viewer that it was made for. */
export type CachePolicy = { maxAge: number; isPrivate: boolean }

/** A selection: what it allows, and the entity types that a change of may change what it selects. */
export type SelectionFacts = { policy: CachePolicy; types: ReadonlySet<string> }

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>
type Facts = { maxAge: number; isPrivate: boolean; types: Set<string> }

/**
 * What the hints say of a selection on `parent`, by the rules of Apollo Server's cache control: a field at the root or one that
 * leads to an object counts 0 unless it or its type has a hint or inherits; the least of all counts, and one PRIVATE makes
 * everything private. Conditions are taken as met.
 * https://www.apollographql.com/docs/apollo-server/performance/caching
 */
export function readSelection(
  hints: CacheHints,
  parent: string,
  selection: SelectionSetNode,
  fragments: Fragments,
): SelectionFacts {
  const facts: Facts = { maxAge: Infinity, isPrivate: false, types: new Set() }
  walk(hints, parent, selection, fragments, facts)
  return { policy: policyOf(facts), types: facts.types }
}

/**
 * The same for the fields of entities: `selection` is that of an `_entities` field. Its entities count as their types' hints
 * say; they themselves are not among the `types`, but what is nested in them is.
 */
export function readEntitySelection(
  hints: CacheHints,
  selection: SelectionSetNode,
  fragments: Fragments,
): SelectionFacts {
  const facts: Facts = { maxAge: Infinity, isPrivate: false, types: new Set() }
  for (const one of selection.selections) {
    if (one.kind === Kind.FIELD) {
      if (one.name.value !== '__typename') facts.maxAge = 0
      continue
    }
    const fragment = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value)
    const name = fragment?.typeCondition?.name.value
    const type = name === undefined ? undefined : hints.type(name)
    if (!fragment || name === undefined || !type) {
      facts.maxAge = 0
      continue
    }
    restrictByType(hints, type, facts)
    if (type.hint?.maxAge == null) facts.maxAge = 0
    walk(hints, name, fragment.selectionSet, fragments, facts)
  }
  return { policy: policyOf(facts), types: facts.types }
}

function policyOf({ maxAge, isPrivate }: Facts): CachePolicy {
  // Nothing but `__typename`: not worth keeping.
  return { maxAge: Number.isFinite(maxAge) ? maxAge : 0, isPrivate }
}

function walk(
  hints: CacheHints,
  parent: string,
  selection: SelectionSetNode,
  fragments: Fragments,
  facts: Facts,
): void {
  for (const one of selection.selections) {
    if (one.kind === Kind.FIELD) {
      const name = one.name.value
      if (name === '__typename') continue
      const type = readField(hints, parent, name, facts)
      if (type !== null && one.selectionSet) walk(hints, type, one.selectionSet, fragments, facts)
      continue
    }
    const fragment = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value)
    if (!fragment) continue
    const name = fragment.typeCondition?.name.value ?? parent
    const type = hints.type(name)
    if (type && name !== parent) restrictByType(hints, type, facts)
    walk(hints, name, fragment.selectionSet, fragments, facts)
  }
}

/** Restricts by one field and answers its type; null when the supergraph does not know it. */
function readField(hints: CacheHints, parent: string, name: string, facts: Facts): string | null {
  const owner = hints.type(parent)
  const field = owner?.fields.get(name)
  const type = field && hints.type(field.type)
  if (!owner || !field) {
    facts.maxAge = 0
    return null
  }
  restrictByField(hints, parent, field.hint, type, facts)
  // The object behind an interface may say more of the field than the interface does.
  for (const possible of owner.possible) {
    const hint = hints.type(possible)?.fields.get(name)?.hint
    if (hint) restrictByField(hints, parent, hint, type, facts)
  }
  if (type?.composite) addEntities(hints, field.type, facts.types)
  return field.type
}

function restrictByField(
  hints: CacheHints,
  parent: string,
  hint: CacheHint | null,
  type: HintedType | undefined,
  facts: Facts,
): void {
  const composite = type?.composite === true
  const ofType = composite ? type.hint : null
  // A type's own number wins over a field that inherits.
  const inheriting = hint?.inherits === true && ofType?.maxAge == null
  const maxAge = inheriting ? null : (hint?.maxAge ?? ofType?.maxAge ?? null)
  const inherits = inheriting || (maxAge === null && ofType?.inherits === true)
  const atRoot = parent === hints.queryType
  if (maxAge !== null) facts.maxAge = Math.min(facts.maxAge, maxAge)
  else if (atRoot || (composite && !inherits)) facts.maxAge = 0
  if (hint?.isPrivate ?? (composite && isPrivate(hints, type))) facts.isPrivate = true
}

function restrictByType(hints: CacheHints, type: HintedType, facts: Facts): void {
  if (type.hint?.maxAge != null) facts.maxAge = Math.min(facts.maxAge, type.hint.maxAge)
  if (isPrivate(hints, type)) facts.isPrivate = true
}

/** Whether something of this type is only for its viewer. Of which type an object behind an interface or union is, nobody knows before. */
function isPrivate(hints: CacheHints, { hint, possible }: HintedType): boolean {
  return hint?.isPrivate === true || possible.some((name) => hints.type(name)?.hint?.isPrivate)
}

/**
 * The entities that something of this type shows, or could show. A page of products depends on products also when only its
 * count is selected.
 */
function addEntities(hints: CacheHints, name: string, types: Set<string>, seen = new Set<string>()): void {
  if (seen.has(name)) return
  seen.add(name)
  const type = hints.type(name)
  if (!type?.composite) return
  if (type.isEntity) types.add(name)
  for (const possible of type.possible) addEntities(hints, possible, types, seen)
  if (type.isEntity) return
  for (const field of type.fields.values()) addEntities(hints, field.type, types, seen)
}
