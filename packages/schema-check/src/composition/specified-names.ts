import { type DocumentNode, Kind, valueFromASTUntyped } from 'graphql'

/** What a supergraph calls the directives of Apollo's specifications: `@link` lets subgraphs rename what they import. */
export type SpecifiedNames = {
  /** The name in its specification; of another directive its own. */
  inSpecification(name: string): string
  /** The name in this supergraph. */
  inSupergraph(name: string): string
}

const SPECIFICATION = /^https:\/\/specs\.apollo\.dev\/(\w+)\/v\d+\.\d+\/?$/

/** Reads the links of a supergraph: https://specs.apollo.dev/link/v1.0/ */
export function specifiedNames(supergraph: DocumentNode): SpecifiedNames {
  const imported = new Map<string, string>()
  const prefixes = new Map<string, string>()
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue
    for (const { arguments: given = [] } of definition.directives ?? []) {
      const link = Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)])) as Link
      const [, name] = SPECIFICATION.exec(link.url ?? '') ?? []
      if (name === undefined) continue
      prefixes.set(link.as ?? name, name)
      for (const one of link.import ?? []) {
        if (typeof one !== 'string' && one.as !== undefined) imported.set(one.as.slice(1), one.name.slice(1))
      }
    }
  }
  const renamed = new Map([...imported].map(([there, name]) => [name, there]))
  return {
    inSpecification(there) {
      const [prefix = '', name] = there.split('__')
      // Where it is not imported: `@cost__listSize`, of the specification that is linked as `cost`.
      return imported.get(there) ?? (prefixes.has(prefix) ? (name ?? prefixes.get(prefix)) : undefined) ?? there
    },
    inSupergraph: (name) => renamed.get(name) ?? [...prefixes].find(([, known]) => known === name)?.[0] ?? name,
  }
}

type Link = { url?: string; as?: string; import?: (string | { name: string; as?: string })[] }
