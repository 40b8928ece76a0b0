import { replayAnswers } from './replay-answers.ts'
import { replayArguments } from './replay-arguments.ts'
import { replayAuthorization } from './replay-authorization.ts'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'
import { replayDefaults } from './replay-defaults.ts'
import { errorsOf, replayValidation } from './replay-validation.ts'
import { replayVariables } from './replay-variables.ts'

/**
 * Runs an operation on both sides as far as the change can show: whether the head refuses the document, then its variables; what
 * the head may answer that the base rules out; whom it refuses; which defaults it takes. Null when the operation does not notice
 * the change.
 */
export function replay(sides: ReplaySides, one: ReplayCase): Replayed | null {
  const { code } = one.change
  if (code === 'AUTHORIZATION_TIGHTENED') return replayAuthorization(sides, one)
  const refused = replayValidation(sides, one) ?? replayVariables(sides, one) ?? replayArguments(sides, one)
  if (refused) return refused
  const noticed = ANSWERED.has(code)
    ? replayAnswers(sides, one)
    : DEFAULTED.has(code)
      ? replayDefaults(sides, one)
      : null
  return noticed ?? (canHide(sides, one) ? NOT_SHOWN : null)
}

// Another change makes the head refuse the operation, which hides what this one would do; or this is a change that no replay
// shows, such as an enum's value that is never answered any more.
function canHide({ head }: ReplaySides, { change, operation, usage }: ReplayCase): boolean {
  const isShowable = ANSWERED.has(change.code) || DEFAULTED.has(change.code) || change.severity === 'breaking'
  const uses = change.concerns.some((at) => usage.written.has(at) || usage.sendable.has(at))
  return uses && (!isShowable || errorsOf(head, operation).length > 0)
}

const NOT_SHOWN: Replayed = { certainty: 'possible', shownBy: 'answer', variables: {}, onBase: '', onHead: [] }

/** Changes that show in answers. */
const ANSWERED = new Set([
  'FIELD_TYPE_CHANGED',
  'ENUM_VALUE_ADDED',
  'UNION_MEMBER_ADDED',
  'OBJECT_TYPE_INTERFACE_ADDED',
  'TYPE_KIND_CHANGED',
  'TYPE_REMOVED',
])
/** Changes that show in what a service gets when a client leaves something out. */
const DEFAULTED = new Set([
  'FIELD_ARGUMENT_DEFAULT_CHANGED',
  'FIELD_ARGUMENT_ADDED',
  'INPUT_FIELD_DEFAULT_VALUE_CHANGED',
  'INPUT_FIELD_ADDED',
])
