import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { subgraphNames, subgraphSdl } from './subgraphs.ts'
import type { SubgraphName } from './subgraphs.ts'

/** The supergraph of the benchmark, with the addresses that its subgraphs have in this run. */
export function composeSupergraph(urls: Record<SubgraphName, string>): string {
  const services = subgraphNames.map((name) => ({ name, url: urls[name], typeDefs: parse(subgraphSdl[name]) }))
  const composed = composeServices(services)
  if (composed.supergraphSdl === undefined) throw new AggregateError(composed.errors, String(composed.errors[0]))
  return composed.supergraphSdl
}
