/** The keys that tokens are checked with cannot be had: not the client's fault. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}
