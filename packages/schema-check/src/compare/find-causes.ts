import { type ASTNode, type DocumentNode, Kind, print, visit } from 'graphql'
import { documentOf } from '../composition/subgraph-document.ts'
import type { Cause, Place, Side } from '../result.ts'
import type { SubgraphSdl } from '../sources/read-subgraphs.ts'
import { enclosing } from './change-coordinate.ts'

/** Finds what changed in the SDLs to cause a change at a coordinate: at most one place of each side for each subgraph. */
export type FindCauses = (coordinate: string) => Cause[]

/**
 * Compares the SDLs of both sides, coordinate by coordinate. When nothing differs at the coordinate itself, what encloses
 * it is looked at (a type that became @inaccessible takes its fields away); when nothing differs there either, every subgraph
 * that defines it is named.
 */
export function causeFinder(base: readonly SubgraphSdl[], head: readonly SubgraphSdl[]): FindCauses {
  const names = [...new Set([...base, ...head].map(({ name }) => name))]
  const sides = names.map((name) => {
    const [was, is] = [base, head].map((side) => side.find((subgraph) => subgraph.name === name))
    // Equal files are not looked into, unless nothing else explains the change.
    return { name, was, is, changed: was?.text !== is?.text }
  })
  const index = new Map<SubgraphSdl, Definitions>()
  const definitions = (subgraph: SubgraphSdl | undefined): Definitions => {
    if (!subgraph) return new Map()
    let found = index.get(subgraph)
    if (!found) index.set(subgraph, (found = readDefinitions(documentOf(subgraph))))
    return found
  }
  const placeOf = (side: Side, subgraph: SubgraphSdl | undefined, coordinate: string): Place | null => {
    if (!subgraph) return null
    for (let at: string | null = coordinate; at !== null; at = enclosing(at)) {
      const start = definitions(subgraph).get(at)?.[0]?.loc?.startToken
      if (start) return { side, subgraph: subgraph.name, file: subgraph.file, line: start.line, column: start.column }
    }
    return { side, subgraph: subgraph.name, file: subgraph.file, line: 1, column: 1 }
  }
  const cause = ({ name, was, is }: (typeof sides)[number], coordinate: string): Cause => ({
    subgraph: name,
    head: placeOf('head', is, coordinate),
    base: placeOf('base', was, coordinate),
  })

  // A subgraph adds fields to all types of an interface as one, and does not name them: `Film.stars` is its `Media.stars`.
  const findBehindInterface = (coordinate: string): Cause[] => {
    const [, field] = coordinate.split('.')
    if (field === undefined) return []
    return sides.flatMap((side) => {
      const [was, is] = [definitions(side.was), definitions(side.is)]
      const differs = (at: string) => side.changed && textOf(was.get(at)) !== textOf(is.get(at))
      const owners = [...new Set([...was.keys(), ...is.keys()])].filter((name) => {
        return [...(was.get(name) ?? []), ...(is.get(name) ?? [])].some(isInterfaceObject)
      })
      return owners.filter((name) => differs(`${name}.${field}`)).map((name) => cause(side, `${name}.${field}`))
    })
  }

  return (coordinate) => {
    // A contract is made by the settings.
    if (coordinate.startsWith('contract:')) return []
    if (coordinate.startsWith('subgraph:')) {
      return sides.filter(({ name }) => coordinate === `subgraph:${name}`).map((side) => cause(side, coordinate))
    }
    for (let at: string | null = coordinate; at !== null; at = enclosing(at)) {
      const here = at
      const differing = sides.filter(
        ({ was, is, changed }) => changed && textOf(definitions(was).get(here)) !== textOf(definitions(is).get(here)),
      )
      if (differing.length > 0) return differing.map((side) => cause(side, coordinate))
    }
    const behindInterface = findBehindInterface(coordinate)
    if (behindInterface.length > 0) return behindInterface
    return sides
      .filter(({ was, is }) => definitions(was).has(coordinate) || definitions(is).has(coordinate))
      .map((side) => cause(side, coordinate))
  }
}

type Definitions = Map<string, ASTNode[]>

function readDefinitions(document: DocumentNode): Definitions {
  const found: Definitions = new Map()
  const add = (coordinate: string, node: ASTNode) => found.set(coordinate, [...(found.get(coordinate) ?? []), node])
  for (const node of document.definitions) {
    if (!('name' in node) || !node.name) continue
    if (node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION) continue
    const owner = node.kind === Kind.DIRECTIVE_DEFINITION ? `@${node.name.value}` : node.name.value
    add(owner, node)
    if ('arguments' in node) for (const one of node.arguments ?? []) add(`${owner}(${one.name.value}:)`, one)
    if ('values' in node) for (const one of node.values ?? []) add(`${owner}.${one.name.value}`, one)
    if (!('fields' in node)) continue
    for (const field of node.fields ?? []) {
      add(`${owner}.${field.name.value}`, field)
      if (!('arguments' in field)) continue
      for (const one of field.arguments ?? []) add(`${owner}.${field.name.value}(${one.name.value}:)`, one)
    }
  }
  return found
}

// Without descriptions, and of a type without its fields and values, which have coordinates of their own.
function textOf(nodes: ASTNode[] | undefined): string | null {
  if (!nodes) return null
  return nodes
    .map((node) => {
      const own =
        'fields' in node ? { ...node, fields: [] } : 'values' in node && 'name' in node ? { ...node, values: [] } : node
      return print(
        visit(own as ASTNode, {
          enter: (child) => ('description' in child ? { ...child, description: undefined } : undefined),
        }),
      )
    })
    .join('\n')
}

function isInterfaceObject(node: ASTNode): boolean {
  return 'directives' in node && (node.directives?.some(({ name }) => name.value === 'interfaceObject') ?? false)
}
