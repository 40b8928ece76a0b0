import { Kind, type TypeNode } from 'graphql'

/** Whether an answer of the served type is one of the asked type: it may be null less often, and nothing else may differ. */
export function answersAs(served: TypeNode, asked: TypeNode): boolean {
  if (asked.kind === Kind.NON_NULL_TYPE) return served.kind === Kind.NON_NULL_TYPE && answersAs(served.type, asked.type)
  if (served.kind === Kind.NON_NULL_TYPE) return answersAs(served.type, asked)
  return sameBelow(served, asked, answersAs)
}

/** Whether everything that may be sent as the asked type is taken as the served one: it may be null more often. */
export function takes(served: TypeNode, asked: TypeNode): boolean {
  if (served.kind === Kind.NON_NULL_TYPE) return asked.kind === Kind.NON_NULL_TYPE && takes(served.type, asked.type)
  if (asked.kind === Kind.NON_NULL_TYPE) return takes(served, asked.type)
  return sameBelow(served, asked, takes)
}

function sameBelow(served: TypeNode, asked: TypeNode, below: (served: TypeNode, asked: TypeNode) => boolean): boolean {
  if (served.kind === Kind.LIST_TYPE || asked.kind === Kind.LIST_TYPE) {
    return served.kind === Kind.LIST_TYPE && asked.kind === Kind.LIST_TYPE && below(served.type, asked.type)
  }
  return served.kind === Kind.NAMED_TYPE && asked.kind === Kind.NAMED_TYPE && served.name.value === asked.name.value
}
