import { MAIN } from '../composition/contract.ts'
import type { LoadedSide } from '../composition/load-side.ts'
import { type Finding, RANK } from '../result.ts'
import { findApiChanges, findingId } from './api-changes.ts'
import type { SchemaChange } from './schema-change.ts'
import { findDirectiveChanges } from './directive-changes.ts'
import { findFederationChanges } from './federation-changes.ts'

/** A change with the id that approvals name it by, and the variants of the API that it shows in. */
export type FoundChange = SchemaChange & { id: string; category: Finding['category']; variants: string[] }

/** Everything that differs: in the whole API and in each contract, in how the subgraphs make it, and in its directives. */
export async function findChanges(base: LoadedSide, head: LoadedSide): Promise<FoundChange[]> {
  const found = new Map<string, FoundChange>()
  const add = (change: SchemaChange, category: Finding['category'], variant: string) => {
    const id = findingId(change.code, change.coordinate, change.message)
    const known = found.get(id)
    if (known) {
      known.variants.push(variant)
      // What nothing leads to in one contract, clients of another may ask.
      if (RANK[change.severity] < RANK[known.severity]) Object.assign(known, change)
    } else found.set(id, { ...change, id, category, variants: [variant] })
  }
  for (const [variant, { schema }] of head.variants) {
    const before = base.variants.get(variant)
    if (!before) continue
    for (const change of await findApiChanges(before.schema, schema)) add(change, 'api', variant)
  }
  for (const contract of base.variants.keys()) {
    if (!head.variants.has(contract)) add(contractRemoved(contract), 'federation', MAIN)
  }
  for (const change of findFederationChanges(base.model, head.model)) add(change, 'federation', MAIN)
  for (const change of findDirectiveChanges(base.model, head.model)) add(change, change.category, MAIN)
  return [...found.values()]
}

function contractRemoved(name: string): SchemaChange {
  const coordinate = `contract:${name}`
  return {
    code: 'CONTRACT_REMOVED',
    severity: 'dangerous',
    coordinate,
    concerns: [coordinate],
    message: `Contract ${name} was removed`,
    reason: 'Its clients have no API any more, or the whole one.',
  }
}
