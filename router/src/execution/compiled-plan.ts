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
  /**
   * What equal entities get inside of them may differ later even at one path: some fetch of the plan takes arguments from the
   * data around (`@fromContext`).
   */
  differsByPlace: boolean
}

/** `schema` is the supergraph's. */
export function compilePlan(schema: GraphQLSchema, { steps }: FetchPlan): CompiledPlan {
  const differsByPlace = steps.some((step) => step.kind === 'entities' && step.context.length > 0)
  return { steps: steps.map((step) => compileStep(schema, step, differsByPlace)) }
}

function compileStep(schema: GraphQLSchema, step: FetchStep, differsByPlace: boolean): CompiledStep {
  return step.kind === 'root' ? step : compileEntities(schema, step, differsByPlace)
}

function compileEntities(schema: GraphQLSchema, step: EntityStep, differsByPlace: boolean): CompiledEntities {
  const entries = step.entries.map((entry) => ({
    ...entry,
    shapes: compileRepresentation(schema, entry.requires, entry.inputRewrites),
    walks: entry.paths.map(compileWalk),
    differsByPlace,
  }))
  const fallbacks = step.fallbacks.map(({ step: smaller, host }) => ({
    step: compileEntities(schema, smaller, differsByPlace),
    covered: entries[host]!.shapes,
  }))
  return { ...step, entries, fallbacks }
}
