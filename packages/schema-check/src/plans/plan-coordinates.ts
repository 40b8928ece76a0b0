import type { FieldModel, SupergraphModel, TypeModel } from '../compare/supergraph-model.ts'

/**
 * Coordinates whose plans can differ: where another subgraph takes part, or takes part otherwise. With them, what leads there by
 * the field sets of `@key`, `@requires` and `@provides`; by name, so rather one too many. An operation that uses none of them has the
 * same plan on both sides.
 */
export function planCoordinates(base: SupergraphModel, head: SupergraphModel): Set<string> {
  const found = new Set<string>()
  const names = new Set<string>()
  for (const name of new Set([...base.types.keys(), ...head.types.keys()])) {
    const [was, is] = [base.types.get(name), head.types.get(name)]
    if (typeText(was) !== typeText(is)) found.add(name)
    for (const field of new Set([...(was?.fields.keys() ?? []), ...(is?.fields.keys() ?? [])])) {
      const [before, after] = [was?.fields.get(field), is?.fields.get(field)]
      // What only one side has is in no operation that both sides take, but a field set may name it.
      if (fieldText(before) === fieldText(after)) continue
      if (before && after) found.add(`${name}.${field}`)
      names.add(field)
    }
  }
  if (names.size > 0) for (const model of [base, head]) addDependent(model, names, found)
  return found
}

function addDependent(model: SupergraphModel, names: ReadonlySet<string>, found: Set<string>): void {
  const touches = (fields: string | null) => fields !== null && fields.split(/\W+/).some((word) => names.has(word))
  for (const [name, type] of model.types) {
    if ([...type.parts.values()].some(({ keys }) => keys.some(({ fields }) => touches(fields)))) found.add(name)
    for (const [field, { parts }] of type.fields) {
      const depends = [...parts.values()].some(
        ({ requires, provides, contextArguments }) =>
          touches(requires) || touches(provides) || touches(contextArguments),
      )
      if (depends) found.add(`${name}.${field}`)
    }
  }
}

function typeText(type: TypeModel | undefined): string {
  const parts = [...(type?.parts ?? [])].map(([subgraph, part]) => {
    const keys = part.keys.map(({ fields, resolvable }) => `${fields} ${resolvable}`).toSorted()
    return `${subgraph}: ${keys.join('; ')} ${part.isInterfaceObject} ${[...part.implements].toSorted().join(' ')}`
  })
  return `${type?.kind}\n${parts.toSorted().join('\n')}`
}

function fieldText(field: FieldModel | undefined): string {
  const parts = [...(field?.parts ?? [])].map(([subgraph, part]) => `${subgraph}: ${JSON.stringify(part)}`)
  return parts.toSorted().join('\n')
}
