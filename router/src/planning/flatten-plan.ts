import type { FetchNode, PlanNode } from '@apollo/query-planner'
import type { PlanPath } from './fetch-plan.ts'

/** A fetch of Apollo's plan, taken out of its tree. */
export type FlatFetch = {
  fetch: FetchNode
  path: PlanPath
  /** Fetches that must have ended before. */
  after: FlatFetch[]
  /** Nobody waits for it. */
  leaf: boolean
  /** How many fetches stand one after the other before it. */
  level: number
}

/**
 * The fetches of a plan in an order in which each stands behind those that it waits for. A child of a sequence waits for all
 * of the child before it. Conditions are decided before planning, and nothing is deferred.
 */
export function flattenPlan(root: PlanNode): FlatFetch[] {
  const fetches: FlatFetch[] = []

  /** Gives the fetches that end a node: those that the next of a sequence waits for. */
  function walk(node: PlanNode, path: PlanPath, after: FlatFetch[]): FlatFetch[] {
    switch (node.kind) {
      case 'Fetch': {
        for (const one of after) one.leaf = false
        const level = Math.max(-1, ...after.map((one) => one.level)) + 1
        const flat: FlatFetch = { fetch: node, path, after, leaf: true, level }
        fetches.push(flat)
        return [flat]
      }
      case 'Flatten':
        return walk(node.node, [...path, ...node.path.map(String)], after)
      case 'Parallel':
        return node.nodes.flatMap((child) => walk(child, path, after))
      case 'Sequence':
        return node.nodes.reduce((before, child) => walk(child, path, before), after)
      case 'Condition':
      case 'Defer':
        throw new Error(`The query planner made a ${node.kind} node, which was not asked for.`)
    }
  }

  walk(root, [], [])
  return fetches
}
