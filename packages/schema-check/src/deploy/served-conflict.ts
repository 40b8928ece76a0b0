import { Kind, type TypeNode } from 'graphql'
import { groupTypes } from '../compare/group-types.ts'
import type { ServedSchema } from './served-schema.ts'

/**
 * The field beside which a service refuses one that it answers otherwise than routers know: GraphQL does not merge `title: String` of
 * one type and `title: String!` of another in one selection, whoever of them it is. Null when there is none.
 * https://spec.graphql.org/October2021/#SameResponseShape()
 */
export function servedConflict(asked: ServedSchema, served: ServedSchema, owner: string, field: string): string | null {
  const [was, is] = [asked, served].map((schema) => wrappersOf(schema, owner, field))
  if (was === is) return null
  const beside = siblings(asked, owner).find((sibling) => {
    return wrappersOf(asked, sibling, field) === was && (wrappersOf(served, sibling, field) ?? is) !== is
  })
  return beside === undefined ? null : `${beside}.${field}`
}

/** `[!]!` of `[Int!]!`; undefined for a field that is not there. */
function wrappersOf(schema: ServedSchema, owner: string, field: string): string | undefined {
  const wrappers = (type: TypeNode): string => {
    if (type.kind === Kind.NON_NULL_TYPE) return `${wrappers(type.type)}!`
    return type.kind === Kind.LIST_TYPE ? `[${wrappers(type.type)}]` : ''
  }
  const known = schema.get(owner)?.fields.get(field)
  return known && wrappers(known.type)
}

const known = new WeakMap<ServedSchema, Map<string, Set<string>>>()

function siblings(schema: ServedSchema, owner: string): string[] {
  let groups = known.get(schema)
  if (!groups) {
    const types = [...schema]
    const implemented = types.flatMap(([name, { interfaces }]) => [...interfaces].map((one) => [one, name]))
    const unions = types.map(([name, { members }]) => [name, ...members])
    const answers = types.flatMap(([name, { fields }]) =>
      [...fields].map(([field, { type }]) => [name, field, nameOf(type)] as const),
    )
    known.set(schema, (groups = groupTypes({ together: [...implemented, ...unions], answers })))
  }
  return [...(groups.get(owner) ?? [])].filter((name) => name !== owner)
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}
