/** The part of a socket that renewal needs. */
type Socket = { send(text: string): void; readyState: number }

/** Keeps the token of a connection good, without closing it. */
export type TokenRenewal = {
  /** The connection stands, with this token. */
  begin(socket: unknown, token: string | null): void
  /** The server has said until when the token of the connection is good. */
  confirm(payload: unknown): void
  /** The connection is gone. */
  end(): void
}

/** So much of a token's time before its end it is renewed, in milliseconds: a tenth, but not more than a minute. */
const MARGIN_MS = 60_000
/** A token that is none the fresher is asked for again after this time. */
const AGAIN_MS = 5_000
const OPEN = 1
/** What a timer can wait. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

/**
 * Sends a new token shortly before the old one ends, as the payload of a ping, which is how the router takes it. `token` gives
 * one that is good for longer, by refreshing the session, for example.
 */
export function createTokenRenewal(
  token: () => string | null | Promise<string | null>,
  onFailure: (error: unknown) => void,
): TokenRenewal {
  let socket: Socket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function wait(milliseconds: number): void {
    clearTimeout(timer)
    const of = socket
    timer = setTimeout(() => void renew(of), Math.min(Math.max(milliseconds, 0), LONGEST_WAIT_MS))
  }

  function waitForEndAt(expiresAt: number): void {
    const left = expiresAt - Date.now()
    wait(left - Math.min(MARGIN_MS, left / 10))
  }

  async function renew(of: Socket | null): Promise<void> {
    if (of === null || of !== socket) return
    wait(AGAIN_MS)
    try {
      const renewed = await token()
      if (of !== socket || of.readyState !== OPEN || renewed === null) return
      of.send(JSON.stringify({ type: 'ping', payload: { authorization: `Bearer ${renewed}` } }))
      const expiresAt = expiryOf(renewed)
      if (expiresAt !== null && expiresAt - Date.now() > AGAIN_MS) waitForEndAt(expiresAt)
    } catch (error) {
      onFailure(error)
    }
  }

  return {
    begin(opened, used) {
      socket = opened as Socket
      const expiresAt = used === null ? null : expiryOf(used)
      if (expiresAt !== null) waitForEndAt(expiresAt)
    },
    confirm(payload) {
      const text = (payload as { expiresAt?: unknown } | null | undefined)?.expiresAt
      const expiresAt = typeof text === 'string' ? Date.parse(text) : Number.NaN
      if (socket !== null && expiresAt - Date.now() > AGAIN_MS) waitForEndAt(expiresAt)
    },
    end() {
      socket = null
      clearTimeout(timer)
    },
  }
}

/** When a JWT ends, in Unix milliseconds; null when it is none or does not say. It is read, not verified: that is the server's. */
export function expiryOf(token: string): number | null {
  const claims = token.split('.')[1]
  if (claims === undefined) return null
  try {
    const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown }
    return typeof exp === 'number' ? exp * 1_000 : null
  } catch {
    // Not a JWT: when it ends is the server's to say.
    return null
  }
}
