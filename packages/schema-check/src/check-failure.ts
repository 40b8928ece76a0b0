/** The check itself cannot be made: a setting, a file, the base. Ends with exit code 2; the message is for people. */
export class CheckFailure extends Error {
  override name = 'CheckFailure'
}
