import type { OperationRun, PreparedOperation } from '../operations/operation.ts'
import type { LoadedSupergraph } from '../supergraph.ts'
import { compileCost } from './compile-cost.ts'
import { readCostRules } from './cost-rules.ts'
import type { CostRules } from './cost-rules.ts'
import { evaluate } from './formula.ts'
import type { Formula } from './formula.ts'

export type OperationCosts = {
  /** Reads the operation once; throws `OperationInvalid` where it does not say how long a list may be but must. */
  prepare(prepared: PreparedOperation): void
  /** The estimate for one request, by its variables. */
  of(run: Pick<OperationRun, 'prepared' | 'values'>): number
}

/** Static costs by the supergraph's `@cost` and `@listSize`. `assumedListSize`: elements of a list that nothing is said of. */
export function createOperationCosts(assumedListSize: number): OperationCosts {
  const rules = new WeakMap<LoadedSupergraph, CostRules>()
  const formulas = new WeakMap<PreparedOperation, Formula>()

  function formulaOf(prepared: PreparedOperation): Formula {
    const known = formulas.get(prepared)
    if (known !== undefined) return known
    const formula = compileCost(prepared, rulesOf(prepared.supergraph), assumedListSize)
    formulas.set(prepared, formula)
    return formula
  }

  function rulesOf(supergraph: LoadedSupergraph): CostRules {
    const known = rules.get(supergraph) ?? readCostRules(supergraph.sdl)
    rules.set(supergraph, known)
    return known
  }

  return {
    prepare: (prepared) => void formulaOf(prepared),
    of: ({ prepared, values }) => evaluate(formulaOf(prepared), values),
  }
}
