/**
 * What a variable's value looked like, without the value: a kind, `enum:<value>` where the type is an enum, an object by its
 * fields, a list with the shape of its items (none when it was empty), or alternatives that were seen.
 */
export type Shape = string | readonly Shape[] | ShapeAlternatives | ShapeFields
export type ShapeAlternatives = { readonly oneOf: readonly Shape[] }
export type ShapeFields = { readonly [field: string]: Shape }

/** The alternatives of a shape; itself when it has none. */
export function alternativesOf(shape: Shape): readonly Shape[] {
  return isAlternatives(shape) ? shape.oneOf.flatMap(alternativesOf) : [shape]
}

// An input object may have a field `oneOf`, but then its shape is no list of several.
function isAlternatives(shape: Shape): shape is ShapeAlternatives {
  if (typeof shape !== 'object' || Array.isArray(shape)) return false
  return Object.keys(shape).length === 1 && 'oneOf' in shape && Array.isArray(shape.oneOf) && shape.oneOf.length > 1
}
