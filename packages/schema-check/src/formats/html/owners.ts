import { resolversOf } from '../../compare/supergraph-model.ts'
import type { SupergraphModel, TypeModel } from '../../compare/supergraph-model.ts'

/** `owner` of a type is the subgraph that the others add to. */
export type OwnedType = {
  name: string
  kind: string
  isEntity: boolean
  owner: string
  /** All subgraphs that know it. */
  subgraphs: string[]
  fields: { name: string; type: string; owners: string[] }[]
}

/** An entity of `to` that `from` adds fields to, or leads to. */
export type EntityLink = { from: string; to: string; entities: string[] }

export type SupergraphMap = { subgraphs: string[]; types: OwnedType[]; links: EntityLink[] }

/** Who owns which type and field, and which entities tie the subgraphs together. */
export function mapSupergraph(model: SupergraphModel): SupergraphMap {
  const types = [...model.types].map(([name, type]) => ownedType(name, type))
  const links = new Map<string, EntityLink>()
  for (const { name, isEntity, owner, subgraphs } of types) {
    if (!isEntity) continue
    for (const from of subgraphs) {
      if (from === owner) continue
      const link = links.get(`${from}>${owner}`) ?? { from, to: owner, entities: [] }
      links.set(`${from}>${owner}`, link)
      link.entities.push(name)
    }
  }
  return {
    subgraphs: [...model.subgraphs.keys()].toSorted(),
    types: types.toSorted((one, other) => one.name.localeCompare(other.name, 'en')),
    links: [...links.values()],
  }
}

function ownedType(name: string, type: TypeModel): OwnedType {
  const fields = [...type.fields].map(([field, model]) => {
    return { name: field, type: model.type, owners: resolversOf(model) }
  })
  const subgraphs = [...type.parts.keys()]
  const keys = [...type.parts.values()].flatMap((part) => part.keys)
  const isKey = (field: string): boolean => keys.some((key) => key.fields.split(/\W+/).includes(field))
  // Who answers most of what is not the key, which every one of them has.
  const answered = (subgraph: string): number =>
    fields.filter(({ name, owners }) => owners.includes(subgraph) && !isKey(name)).length
  const [owner = ''] = subgraphs.toSorted((one, other) => answered(other) - answered(one))
  return { name, kind: type.kind, isEntity: keys.length > 0, owner, subgraphs, fields }
}
