import { sign } from 'node:crypto'
import type { SigningKey } from './signing-key.ts'

/** How long a statement is good, in seconds. */
const LIFE_SECONDS = 60

export type StatementOptions = {
  key: SigningKey
  issuer: string
  /** Whom it is for; the subgraph's name when it is null. */
  audience: string | null
  /** Claims of the viewer's token that are repeated, besides `sub`. */
  claims: readonly string[]
}

type Made = { statement: string; renewAt: number }

/**
 * Makes statements for a subgraph of who the viewer is: JSON Web Tokens, signed with EdDSA, good for a minute and never
 * for longer than the viewer's own token. A viewer's statement for a subgraph serves for half its life: signing takes longer
 * than most requests, and one that is sent must still be good when it is read.
 */
export function createStatementMaker(options: StatementOptions): (claims: object, subgraph: string) => string {
  const { key, issuer, audience } = options
  const names = ['sub', ...options.claims]
  // The claims of a token that comes again are the same object.
  const made = new WeakMap<object, Map<string, Made>>()
  const header = encode({ alg: 'EdDSA', typ: 'JWT', kid: key.id })

  function make(claims: object, subgraph: string, now: number): string {
    const chosen = Object.fromEntries(names.map((name) => [name, Reflect.get(claims, name) as unknown]))
    const exp: unknown = Reflect.get(claims, 'exp')
    const end = now + LIFE_SECONDS
    const payload = {
      ...chosen,
      iss: issuer,
      aud: audience ?? subgraph,
      iat: now,
      exp: typeof exp === 'number' ? Math.min(end, exp) : end,
    }
    const signed = `${header}.${encode(payload)}`
    return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`
  }

  return (claims, subgraph) => {
    let ofViewer = made.get(claims)
    if (!ofViewer) made.set(claims, (ofViewer = new Map()))
    const known = ofViewer.get(subgraph)
    const now = Date.now()
    if (known && now < known.renewAt) return known.statement
    const statement = make(claims, subgraph, Math.floor(now / 1000))
    ofViewer.set(subgraph, { statement, renewAt: now + (LIFE_SECONDS / 2) * 1000 })
    return statement
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
