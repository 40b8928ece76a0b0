import { isEnumType } from 'graphql'
import type { GraphQLLeafType } from 'graphql'

/** The place of an enum's values among the sets that the generated code is given. */
type EnumIndex = (type: GraphQLLeafType) => number

const BAD = '(c.broken=true,null)'

/** Not null, of the right type, and written without a look at its characters: the check, and the pieces of the text. */
export function quickLeaf(
  type: GraphQLLeafType,
  value: string,
  enumIndex: EnumIndex,
): { check: string; pieces: readonly string[] } {
  const quoted = ['"\\""', value, '"\\""']
  if (isEnumType(type)) return { check: `enums[${enumIndex(type)}].has(${value})`, pieces: quoted }
  // `-0` too is the same as itself in 32 bits, and is written as 0, as JSON has it.
  if (type.name === 'Int') return { check: `(${value}|0)===${value}`, pieces: [value] }
  // JSON may have a number that is too large for one of 64 bits, and has no word for what becomes of it.
  if (type.name === 'Float') return { check: `Number.isFinite(${value})`, pieces: [value] }
  if (type.name === 'Boolean') return { check: `typeof ${value}==="boolean"`, pieces: [value] }
  // Scalars of one's own are strings in most cases; when not, they are written with care.
  return { check: `typeof ${value}==="string"`, pieces: quoted }
}

/** An expression for the text of a value that is not null; it is null, and the answer broken, when the value does not fit. */
export function slowLeaf(type: GraphQLLeafType, value: string, enumIndex: EnumIndex): string {
  const text = `(c.unescaped?'"'+${value}+'"':stringText(${value}))`
  const integer = `Number.isInteger(${value})&&Math.abs(${value})<1e21`
  if (isEnumType(type)) return `(enums[${enumIndex(type)}].has(${value})?'"'+${value}+'"':${BAD})`
  if (type.name === 'String') return `(typeof ${value}==="string"?${text}:${BAD})`
  if (type.name === 'ID') return `(typeof ${value}==="string"?${text}:${integer}?""+${value}:${BAD})`
  if (type.name === 'Int') return `(${integer}?""+${value}:${BAD})`
  if (type.name === 'Float') return `(Number.isFinite(${value})?""+${value}:${BAD})`
  if (type.name === 'Boolean') return `(${value}===true?"true":${value}===false?"false":${BAD})`
  return `(typeof ${value}==="string"?${text}:${value}===Infinity||${value}===-Infinity?${BAD}:valueText(${value}))`
}
