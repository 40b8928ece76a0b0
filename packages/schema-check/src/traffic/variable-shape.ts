/**
 * What a variable's value looked like, without the value: a kind, `enum:<value>` where the type is an enum, an object by its
 * fields, a list with the shape of its items (none when it was empty), or alternatives that were seen.
 */
export type Shape = string | readonly Shape[] | ShapeAlternatives | ShapeFields
export type ShapeAlternatives = { readonly oneOf: readonly Shape[] }
export type ShapeFields = { readonly [field: string]: Shape }

/**
 * The shapes without alternatives that a shape stands for. Of an object or list one part at a time takes its other
 * alternatives: enough to see each of them, and not every combination of them all.
 */
export function alternativesOf(shape: Shape): readonly Shape[] {
  if (typeof shape === 'string') return [shape]
  if (isAlternatives(shape)) return shape.oneOf.flatMap(alternativesOf)
  if (isList(shape)) return vary(shape).map((parts) => Object.values(parts))
  return vary(shape)
}

function vary(parts: ShapeFields | readonly Shape[]): ShapeFields[] {
  const alternatives = Object.entries(parts).map(([name, part]) => [name, alternativesOf(part)] as const)
  const first = Object.fromEntries(alternatives.map(([name, [one = 'absent']]) => [name, one]))
  const others = alternatives.flatMap(([name, [, ...more]]) => more.map((other) => ({ ...first, [name]: other })))
  return [first, ...others]
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape)
}

// An input object may have a field `oneOf`, but then its shape is no list of several.
function isAlternatives(shape: Shape): shape is ShapeAlternatives {
  if (typeof shape !== 'object' || Array.isArray(shape)) return false
  return Object.keys(shape).length === 1 && 'oneOf' in shape && Array.isArray(shape.oneOf) && shape.oneOf.length > 1
}
