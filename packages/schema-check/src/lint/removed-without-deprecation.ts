import { Kind, visit } from 'graphql'
import type { ASTNode, ConstDirectiveNode, DocumentNode, NameNode } from 'graphql'
import type { LintProblem, Place } from '../result.ts'

/** One side: the parsed SDL of each subgraph. */
export type LintedSubgraph = { name: string; file: string; document: DocumentNode }

type Coordinate = { deprecated: boolean; place: Place }

/** What the base's subgraphs have and the head's have not any more, and nobody was told before. */
export function removedWithoutDeprecation(
  base: readonly LintedSubgraph[],
  head: readonly LintedSubgraph[],
  severity: LintProblem['severity'],
): LintProblem[] {
  const now = coordinatesOf(head, 'head')
  const gone = [...coordinatesOf(base, 'base')].filter(([coordinate]) => !now.has(coordinate))
  return gone.flatMap(([coordinate, { deprecated, place }]) => {
    // With its type, all of a type's fields are gone: one remark is enough.
    const [type = ''] = coordinate.split('.')
    if (deprecated || (coordinate !== type && !now.has(type))) return []
    const message = `${coordinate} is removed, and was not deprecated: tell its users first what to take instead.`
    return [{ rule: 'deprecation-before-removal', severity, message, coordinate, place }]
  })
}

/** Of types, fields and values of enums; a field that moves to another subgraph is still there. */
function coordinatesOf(subgraphs: readonly LintedSubgraph[], side: Place['side']): Map<string, Coordinate> {
  const coordinates = new Map<string, Coordinate>()
  for (const { name, file, document } of subgraphs) {
    const add = (
      coordinate: string,
      node: ASTNode & { name: NameNode; directives?: readonly ConstDirectiveNode[] },
    ): void => {
      const token = node.name.loc?.startToken
      const here = node.directives?.some((directive) => directive.name.value === 'deprecated') ?? false
      // Clients are told when one of the subgraphs that share it says so.
      const deprecated = here || (coordinates.get(coordinate)?.deprecated ?? false)
      const place = { side, subgraph: name, file, line: token?.line ?? 1, column: token?.column ?? 1 }
      coordinates.set(coordinate, { deprecated, place })
    }
    for (const node of document.definitions) {
      if (!('name' in node) || !node.name || node.kind === Kind.DIRECTIVE_DEFINITION || !('directives' in node))
        continue
      const type = node.name.value
      add(type, { ...node, name: node.name } as Parameters<typeof add>[1])
      visit(node, {
        FieldDefinition: (field) => add(`${type}.${field.name.value}`, field),
        EnumValueDefinition: (value) => add(`${type}.${value.name.value}`, value),
        // An argument has no coordinate of this kind, and an input's field is one.
        InputValueDefinition(value, _key, parent) {
          if ('fields' in node && node.fields === parent) add(`${type}.${value.name.value}`, value)
        },
      })
    }
  }
  return coordinates
}
