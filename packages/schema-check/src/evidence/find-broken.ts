import { findingId } from '../compare/api-changes.ts'
import type { FoundChange } from '../compare/find-changes.ts'
import type { ReplaySides } from '../proof/replay-case.ts'
import { errorsOf, replayValidation } from '../proof/replay-validation.ts'
import { findRefusedVariables, runnableVariables } from '../proof/replay-variables.ts'
import type { Proof } from '../result.ts'
import { describeUse, isUsed, type Touched } from './gather-evidence.ts'
import { requestsOf } from './known-operation.ts'
import type { WeighedChange } from './weighed-change.ts'

/** Operations that the base takes and the head refuses, though no breaking change says so: the net below all judgements. */
export function findBroken(
  sides: ReplaySides,
  { refusing, breaking }: { refusing: readonly FoundChange[]; breaking: readonly FoundChange[] },
  suspects: readonly Touched[],
  variant: string,
): WeighedChange[] {
  return suspects.flatMap(({ operation, usage }): WeighedChange[] => {
    const near = refusing.filter(({ concerns }) => concerns.some((at) => isUsed(usage, at)))
    if (near.length === 0 || errorsOf(sides.base, operation).length > 0) return []
    const errors = errorsOf(sides.head, operation).map(({ message }) => message)
    if (breaking.some((change) => replayValidation(sides, { change, operation, usage }))) return []
    const variables = errors.length > 0 ? null : findRefusedVariables(sides, operation)
    const onHead = variables ? variables.errors : errors
    if (onHead.length === 0) return []
    const code = 'OPERATION_BROKEN'
    // By what it asks and not by its name: that is what approvals of it are for.
    const coordinate = near[0]?.coordinate ?? ''
    const message = `${operation.name ?? 'An operation without a name'} (${operation.signature.slice(0, 12)}) is refused: ${onHead[0]}`
    const proof: Proof = {
      source: 'client',
      operationName: operation.name,
      document: operation.text,
      variables: variables?.values ?? runnableVariables(sides.base, operation),
      shownBy: variables ? 'variables' : 'validation',
      onBase: variables ? 'accepted' : 'valid',
      onHead: [...new Set(onHead)],
    }
    return [
      {
        code,
        severity: 'breaking',
        coordinate,
        concerns: near.flatMap(({ concerns }) => concerns),
        message,
        reason: `It uses ${near.map((change) => change.coordinate).join(', ')}, whose changes are not breaking by themselves.`,
        id: findingId(code, coordinate, message),
        category: 'api',
        variants: [variant],
        usage: {
          status: 'used',
          requests: requestsOf(operation),
          operations: [describeUse(operation, 'certain')],
          total: 1,
        },
        proof,
        unproven: null,
        affected: new Map([[operation, 'certain']]),
      },
    ]
  })
}
