/** Thrown by a handler for an event that no repetition can help: it becomes a dead letter at once. */
export class PermanentFailure extends Error {
  override name = 'PermanentFailure'
}
