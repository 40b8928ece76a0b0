import type { GraphQLSchema } from 'graphql'
import { mockAnswer } from './mock-answer.ts'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'
import { errorsOf } from './replay-validation.ts'
import { candidates, operationOf } from './replay-variables.ts'

/**
 * Whether the head refuses arguments only when it runs: a nullable variable with a default is valid where null is not taken, and a client may
 * send null all the same. https://spec.graphql.org/October2021/#sec-All-Variable-Usages-Are-Allowed.Allowing-optional-variables-when-default-values-exist
 */
export function replayArguments(sides: ReplaySides, { change, operation }: ReplayCase): Replayed | null {
  if (!OF_INPUTS.has(change.code) || !operationOf(operation)?.variableDefinitions?.length) return null
  if (errorsOf(sides.head, operation).length > 0) return null
  const name = /(\w+)(?::\))?$/.exec(change.coordinate)?.[1] ?? ''
  for (const { values, certainty } of candidates(sides.base, operation, change.concerns)) {
    const refusals = (schema: GraphQLSchema) =>
      mockAnswer({ base: schema, head: schema }, operation.document, values, {}).errors.map(({ message }) => message)
    const onHead = refusals(sides.head).filter((message) => message.includes(name))
    if (onHead.length === 0 || refusals(sides.base).length > 0) continue
    return { certainty, shownBy: 'variables', variables: values, onBase: 'accepted', onHead: [...new Set(onHead)] }
  }
  return null
}

const OF_INPUTS = new Set(['FIELD_ARGUMENT_TYPE_CHANGED', 'INPUT_FIELD_TYPE_CHANGED'])
