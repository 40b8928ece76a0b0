import { Kind, valueFromASTUntyped } from 'graphql'
import type { DocumentNode } from 'graphql'

/** A specification that a supergraph says it uses, by `@link` on its schema (https://specs.apollo.dev/link/v1.0). */
export type LinkedFeature = {
  /** The URL without its version. */
  identity: string
  /** The name of a directive of the specification in this supergraph. */
  directive(name: string): string
}

/** The specifications that a supergraph uses. */
export function linkedFeatures(supergraph: DocumentNode): LinkedFeature[] {
  return supergraph.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return []
    // By their argument and not by their name, because the link directive may itself have another name.
    return (definition.directives ?? []).flatMap(({ arguments: given = [] }) => {
      const values = Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]))
      const url = values['url'] ?? values['feature']
      const [, identity, ownName] = /^(.*\/([^/]+))\/v\d+\.\d+\/?$/.exec(String(url)) ?? []
      if (identity === undefined || ownName === undefined) return []
      const prefix = typeof values['as'] === 'string' ? values['as'] : ownName
      const imports = importedNames(values['import'])
      const directive = (name: string): string =>
        imports.get(`@${name}`)?.slice(1) ?? (name === ownName ? prefix : `${prefix}__${name}`)
      return [{ identity, directive }]
    })
  })
}

function importedNames(imports: unknown): Map<string, string> {
  const names = new Map<string, string>()
  for (const one of Array.isArray(imports) ? (imports as unknown[]) : []) {
    if (typeof one === 'string') names.set(one, one)
    else {
      const { name, as = name } = one as { name: string; as?: string }
      names.set(name, as)
    }
  }
  return names
}
