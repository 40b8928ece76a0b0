import { type GraphQLSchema, isAbstractType, isObjectType, parse } from 'graphql'
import { reachableTypes } from '../compare/reachable-types.ts'
import { schemaFingerprints } from '../compare/schema-fingerprints.ts'
import { MAIN } from '../composition/contract.ts'
import type { LoadedSide, Variant } from '../composition/load-side.ts'
import { documentOf } from '../composition/subgraph-document.ts'
import type { DeployOrder, DeployProblem } from '../result.ts'
import { findUnserved } from './find-unserved.ts'
import { readServed, type ServedSchema } from './served-schema.ts'

type Order = DeployProblem['order']

/**
 * What happens between two deployments, when routers and subgraphs are not of one time: new subgraphs under the old supergraph, and
 * old subgraphs under the new one. Everything that a router might ask counts, not only what clients are known to ask.
 */
export function findDeployOrder(base: LoadedSide, head: LoadedSide): DeployOrder {
  const problems = [
    ...problemsOf('subgraphs first', base, head, 'is gone while routers still ask it'),
    ...problemsOf('router first', head, base, 'does not run yet when routers ask it'),
  ]
  const safeOrders = (['subgraphs first', 'router first'] as const).filter((order) => {
    return !problems.some((one) => one.order === order && !one.onlyIfAsked)
  })
  const conditions = problems.filter(({ order, onlyIfAsked }) => onlyIfAsked && safeOrders.includes(order))
  return { safeOrders, problems, advice: advise(safeOrders, conditions) }
}

function problemsOf(order: Order, asking: LoadedSide, serving: LoadedSide, missing: string): DeployProblem[] {
  return [...asking.model.subgraphs.keys()].flatMap((subgraph): DeployProblem[] => {
    if (!serving.model.subgraphs.has(subgraph)) {
      return [
        { order, subgraph, coordinate: `subgraph:${subgraph}`, message: `${subgraph} ${missing}`, onlyIfAsked: false },
      ]
    }
    const [asked, served] = [servedBy(asking, subgraph), servedBy(serving, subgraph)]
    if (!asked || !served || asked.text === served.text) return []
    const unserved = findUnserved({
      subgraph,
      asking: {
        model: asking.model,
        served: asked.schema(),
        reachable: reachableTypes(mainOf(asking).schema),
      },
      serving: { model: serving.model, served: served.schema() },
    })
    // What the other side's API does not have, no client asks for before it is told.
    const { schema } = mainOf(serving)
    const known = schemaFingerprints(schema)
    return unserved.map(({ always, narrows, ...one }) => {
      const isKnown = narrows === undefined ? known.has(one.coordinate) : canBe(schema, one.coordinate, narrows)
      const isNew = order === 'router first' && !isKnown
      return { order, subgraph, ...one, onlyIfAsked: isNew && !always }
    })
  })
}

function canBe(schema: GraphQLSchema, abstract: string, name: string): boolean {
  const [around, type] = [schema.getType(abstract), schema.getType(name)]
  return isAbstractType(around) && isObjectType(type) && schema.isSubType(around, type)
}

function mainOf({ variants }: LoadedSide): Variant {
  const main = variants.get(MAIN)
  if (!main) throw new Error('Every side has its main variant.')
  return main
}

type Served = { text: string; schema: () => ServedSchema }

const extracted = new WeakMap<LoadedSide, Map<string, string>>()

/** The SDL of a subgraph: its file's, or what a published supergraph says of it. */
function servedBy(side: LoadedSide, name: string): Served | null {
  const known = side.subgraphs.find((subgraph) => subgraph.name === name)
  if (known) return { text: known.text, schema: () => readServed(documentOf(known)) }
  let sdls = extracted.get(side)
  if (!sdls) {
    const subgraphs = [...mainOf(side).supergraph.subgraphs()]
    extracted.set(side, (sdls = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph.toString()]))))
  }
  const text = sdls.get(name)
  return text === undefined ? null : { text, schema: () => readServed(parse(text)) }
}

function advise(safeOrders: readonly Order[], conditions: readonly DeployProblem[]): string {
  const [only] = safeOrders
  if (only === undefined) {
    return 'No order is safe: make the change in two steps (add and serve the new first, take the old away later).'
  }
  // An order that is safe whatever clients ask is better than one that is safe if they wait.
  const unconditional = safeOrders.filter((order) => !conditions.some((one) => one.order === order))
  if (unconditional.length === 2) return 'Any order is safe.'
  const order = unconditional[0] ?? only
  const what =
    order === 'subgraphs first'
      ? 'Deploy the subgraphs first, then give the routers the new supergraph'
      : 'Give the routers the new supergraph first, then deploy the subgraphs'
  return `${what}${unconditional.length > 0 ? '' : '; no client may ask for what is new before that'}.`
}
