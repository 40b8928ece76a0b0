/** What of a schema says which types may be asked in one place. */
export type TypeRelations = {
  /** Each abstract type with the types that it may be. */
  together: readonly (readonly string[])[]
  /** Each field: its type, its name, and the type that it answers. */
  answers: readonly (readonly [type: string, field: string, answer: string])[]
}

/**
 * By type, those that may be asked in one place: what shares an abstract type, however often one has to narrow for it, and what the
 * same field of such types answers: in `{ ...on A { x { y } } ...on B { x { y } } }` both `y` have to merge. Different fields that a
 * client gives one alias are left to the operations that are known.
 */
export function groupTypes({ together, answers }: TypeRelations): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>()
  const groupOf = (name: string) => {
    let group = groups.get(name)
    if (!group) groups.set(name, (group = new Set([name])))
    return group
  }
  const join = (one: string, other: string): boolean => {
    const [kept, gone] = [groupOf(one), groupOf(other)]
    if (kept === gone) return false
    for (const name of gone) {
      kept.add(name)
      groups.set(name, kept)
    }
    return true
  }
  for (const [one, ...others] of together) for (const other of others) join(one ?? other, other)
  for (let isMore = true; isMore;) {
    isMore = false
    const answered = new Map<string, string>()
    for (const [type, field, answer] of answers) {
      const [first] = groupOf(type)
      const beside = answered.get(`${first}.${field}`)
      if (beside === undefined) answered.set(`${first}.${field}`, answer)
      else if (join(beside, answer)) isMore = true
    }
  }
  return groups
}
