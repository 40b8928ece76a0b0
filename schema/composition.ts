import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { composeServices } from '@apollo/composition'
import { type ASTNode, GraphQLError, parse, printSchema, Source } from 'graphql'
import type { SubgraphSource } from './rover-config.ts'

/** `supergraph` is what a router loads, `api` what clients see; or `errors`, one printable line each. */
export type Composition = { supergraph: string; api: string } | { errors: string[] }

/** Composes the subgraphs; files are named relative to `root` in errors. */
export function composeSubgraphs(sources: SubgraphSource[], root: string): Composition {
  const errors: string[] = []
  const services = sources.flatMap(({ name, routingUrl, schemaFile }) => {
    const file = relative(root, schemaFile)
    try {
      // The source's name stays with each node, so an error can say file and line.
      return { name, url: routingUrl, typeDefs: parse(new Source(readFileSync(schemaFile, 'utf8'), file)) }
    } catch (error) {
      errors.push(error instanceof GraphQLError ? describe(error, name) : `${file} cannot be read: ${String(error)}`)
      return []
    }
  })
  if (errors.length > 0) return { errors }
  const result = composeServices(services)
  if (result.errors) return { errors: result.errors.map((error) => describe(error)) }
  return {
    supergraph: `${result.supergraphSdl.trimEnd()}\n`,
    api: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema())}\n`,
  }
}

function describe(error: GraphQLError, subgraph?: string): string {
  const code = typeof error.extensions.code === 'string' ? error.extensions.code : 'GRAPHQL_ERROR'
  const places = (error.nodes ?? []).map((node) => place(node)).filter((text) => text !== undefined)
  if (places.length === 0 && error.source && error.locations?.[0]) {
    places.push(`${error.source.name}:${error.locations[0].line} (${subgraph ?? 'subgraph'})`)
  }
  return `${code}: ${error.message}${[...new Set(places)].map((text) => `\n    at ${text}`).join('')}`
}

// Composition marks the nodes of its errors with the subgraph that they come from.
function place(node: ASTNode & { subgraph?: string }): string | undefined {
  if (!node.loc) return undefined
  const where = `${node.loc.source.name}:${node.loc.startToken.line}`
  return node.subgraph === undefined ? where : `${where} (${node.subgraph})`
}
