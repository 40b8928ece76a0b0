import { getOperationAST, Kind, SingleFieldSubscriptionsRule, validate } from 'graphql'
import { codedError } from '../errors.ts'
import type { OperationRun, PreparedOperation } from '../operations/operation.ts'
import { decideDocument } from '../planning/decide-document.ts'

/** Those in which nothing is to be decided, and which were found good. */
const known = new WeakSet<PreparedOperation>()

/** What can be said only when the conditions are decided. Throws a coded GraphQLError. */
export function assertFollowable({ prepared, values, withheld, errors }: OperationRun): void {
  if (known.has(prepared) && !withheld) return
  const { document, supergraph } = prepared
  const decided = decideDocument(document, values, withheld?.fields ?? null)
  const [several] = validate(supergraph.clientSchema, decided, [SingleFieldSubscriptionsRule])
  if (several) throw codedError('GRAPHQL_VALIDATION_FAILED', several.message, { cause: several })
  const selections = getOperationAST(decided, prepared.name)?.selectionSet.selections ?? []
  if (!selections.every((one) => one.kind === Kind.FIELD && one.name.value === '__typename')) {
    if (prepared.conditionVariables.length === 0 && !withheld) known.add(prepared)
    return
  }
  // Its root field is withheld from this viewer.
  if (errors[0]) throw errors[0]
  throw codedError('GRAPHQL_VALIDATION_FAILED', 'The subscription selects nothing to follow.')
}
