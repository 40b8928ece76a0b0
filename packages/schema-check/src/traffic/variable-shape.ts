/**
 * What a variable's value looked like, without the value: a kind, `enum:<value>` where the type is an enum, an object by its
 * fields, a list with the shape of its items (none when it was empty), or alternatives that were seen. An object is without
 * fields where it stood deeper than routers look.
 */
export type Shape = string | readonly Shape[] | ShapeAlternatives | ShapeFields
export type ShapeAlternatives = { readonly oneOf: readonly Shape[] }
export type ShapeFields = { readonly [field: string]: Shape }

/** The shapes of different kinds that a shape stands for: words, an object, a list. */
export function alternativesOf(shape: Shape): readonly Shape[] {
  return isAlternatives(shape) ? shape.oneOf.flatMap(alternativesOf) : [shape]
}

/** What stands for all that either stands for. It grows with the schema's types, not with what was recorded. */
export function mergeShapes(one: Shape, other: Shape): Shape {
  if (one === other) return one
  const all = [one, other].flatMap(alternativesOf)
  const words = [...new Set(all.filter((shape) => typeof shape === 'string'))]
  const lists = all.filter(isList)
  const objects = all.filter((shape) => typeof shape !== 'string' && !isList(shape)) as ShapeFields[]
  const [known, unknown] = [objects.filter(hasFields), objects.filter((shape) => !hasFields(shape))]
  const merged: Shape[] = [
    ...words.toSorted(),
    ...known.slice(0, 1).map((first) => known.slice(1).reduce(mergeFields, first)),
    ...unknown.slice(0, 1),
    ...lists.slice(0, 1).map((first) => lists.slice(1).reduce(mergeLists, first)),
  ]
  const [only] = merged
  return only !== undefined && merged.length === 1 ? only : { oneOf: merged }
}

function mergeFields(one: ShapeFields, other: ShapeFields): ShapeFields {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  // Of another version of the schema: what it did not have was not sent.
  return Object.fromEntries(
    [...names].map((name) => [name, mergeShapes(one[name] ?? 'absent', other[name] ?? 'absent')]),
  )
}

function mergeLists(one: readonly Shape[], other: readonly Shape[]): readonly Shape[] {
  const items = [...one, ...other]
  return items.slice(0, 1).map((first) => items.slice(1).reduce(mergeShapes, first))
}

export function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape)
}

function hasFields(shape: ShapeFields): boolean {
  return Object.keys(shape).length > 0
}

// An input object may have a field `oneOf`, but then its shape is no list of several.
function isAlternatives(shape: Shape): shape is ShapeAlternatives {
  if (typeof shape !== 'object' || Array.isArray(shape)) return false
  return Object.keys(shape).length === 1 && 'oneOf' in shape && Array.isArray(shape.oneOf) && shape.oneOf.length > 1
}
