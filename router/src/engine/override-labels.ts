import { Kind, parse, visit } from 'graphql'
import type { OperationRun, PreparedOperation } from '../operations/operation.ts'
import type { RequestContext } from '../request-context.ts'
import type { LoadedSupergraph } from '../supergraph.ts'

/** Whether each label that matters to an operation holds for this request. */
export type OverrideLabels = (run: Pick<OperationRun, 'prepared' | 'context'>) => ReadonlyMap<string, boolean>

/** Whether a label that is no percentage holds for a request. Asked once per request that needs to know. */
export type DecideOverride = (label: string, context: RequestContext) => boolean

const PERCENT = /^percent\((\d{1,2}(?:\.\d{1,8})?|100)\)$/
const NONE: ReadonlyMap<string, boolean> = new Map()

/**
 * The labels of progressive `@override`s: `percent(5)` holds for five of a hundred requests, by lot. `decide` says it of other
 * labels, of which none holds without it. Only labels of fields that the operation names are drawn, so that others make no
 * further plans of it.
 */
export function createOverrideLabels(decide: DecideOverride = () => false): OverrideLabels {
  const bySupergraph = new WeakMap<LoadedSupergraph, ReadonlyMap<string, ReadonlySet<string>>>()
  const byOperation = new WeakMap<PreparedOperation, readonly string[]>()

  function labelsOf(prepared: PreparedOperation): readonly string[] {
    const known = byOperation.get(prepared)
    if (known) return known
    const { supergraph, document } = prepared
    const labelled = bySupergraph.get(supergraph) ?? labelledFields(supergraph)
    bySupergraph.set(supergraph, labelled)
    const labels = new Set<string>()
    if (labelled.size > 0) {
      visit(document, {
        Field({ name }) {
          for (const [label, fields] of labelled) if (fields.has(name.value)) labels.add(label)
        },
      })
    }
    byOperation.set(prepared, [...labels])
    return [...labels]
  }

  function holds(label: string, context: RequestContext): boolean {
    const percent = PERCENT.exec(label)?.[1]
    return percent === undefined ? decide(label, context) : Math.random() * 100 < Number(percent)
  }

  return function decideLabels({ prepared, context }) {
    const labels = labelsOf(prepared)
    if (labels.length === 0) return NONE
    return new Map(labels.map((label) => [label, holds(label, context)]))
  }
}

/** The names of the fields that carry each label. */
function labelledFields({ sdl }: LoadedSupergraph): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>()
  visit(parse(sdl, { noLocation: true }), {
    FieldDefinition({ name, directives = [] }) {
      for (const directive of directives) {
        const label = directive.arguments?.find((argument) => argument.name.value === 'overrideLabel')?.value
        if (label?.kind !== Kind.STRING) continue
        const named = fields.get(label.value) ?? new Set()
        fields.set(label.value, named.add(name.value))
      }
    },
  })
  return fields
}
