import type { GraphQLSchema } from 'graphql'
import type { EntityEntry, EntityStep, FetchPlan, FetchStep, RootStep } from '../planning/fetch-plan.ts'
import { compileRepresentation } from './compile-representation.ts'
import type { RepresentationShapes } from './compile-representation.ts'
import { compileWalk } from './walk-path.ts'
import type { WalkPath } from './walk-path.ts'

/** A plan with everything that can be computed before data is there. */
export type CompiledPlan = { steps: readonly CompiledStep[] }
export type CompiledStep = CompiledRoot | CompiledEntities
export type CompiledRoot = RootStep
export type CompiledEntities = Omit<EntityStep, 'entries' | 'fallbacks'> & {
  entries: readonly CompiledEntry[]
  fallbacks: readonly { step: CompiledEntities; covered: RepresentationShapes }[]
}
export type CompiledEntry = EntityEntry & {
  shapes: RepresentationShapes
  /** One for each of its paths. */
  walks: readonly WalkPath[]
}

/** `schema` is the supergraph's. */
export function compilePlan(schema: GraphQLSchema, { steps }: FetchPlan): CompiledPlan {
  return { steps: steps.map((step) => compileStep(schema, step)) }
}

function compileStep(schema: GraphQLSchema, step: FetchStep): CompiledStep {
  return step.kind === 'root' ? step : compileEntities(schema, step)
}

function compileEntities(schema: GraphQLSchema, step: EntityStep): CompiledEntities {
  const entries = step.entries.map((entry) => ({
    ...entry,
    shapes: compileRepresentation(schema, entry.requires, entry.inputRewrites),
    walks: entry.paths.map(compileWalk),
  }))
  const fallbacks = step.fallbacks.map((fallback) => {
    const [alone] = fallback.entries
    const host = entries.find(({ paths }) => paths.some((path) => String(path) === String(alone?.paths[0])))
    if (!host) throw new Error('A merged fetch has no entry at its path.')
    return { step: compileEntities(schema, fallback), covered: host.shapes }
  })
  return { ...step, entries, fallbacks }
}
