import { hash, verify } from '@node-rs/argon2'
import { createSlots } from '@shop/events/slots'
import { unavailable } from '@shop/subgraph/errors'
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'

/** Argon2id. `verify` takes as long for an account that does not exist (null) as for one that does. */
export type Argon = {
  hash(password: string): Promise<string>
  verify(passwordHash: string | null, password: string): Promise<boolean>
}

/** Does work with passwords when it is its turn. Throws SUBGRAPH_UNAVAILABLE when too many wait already. */
export type PasswordHasher = { inTurn<Result>(work: (argon: Argon) => Promise<Result>): Promise<Result> }

// OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** One core and one of libuv's four threads stay free for everything else, however many people sign in at once. */
const SLOTS = Math.min(3, Math.max(1, availableParallelism() - 1))

/** At some 25 ms each, the last one waits as long as a client may be expected to. */
const MAXIMUM_WAITING = 200

// The same password typed on two keyboards can be two sequences of code points (NIST SP 800-63B, 5.1.1.2).
function bytesOf(password: string): string {
  return password.normalize('NFKC')
}

/** Makes the hasher of a process. */
export async function createPasswordHasher({
  slots = SLOTS,
  maximumWaiting = MAXIMUM_WAITING,
} = {}): Promise<PasswordHasher> {
  const turns = createSlots(slots)
  const nobodys = await hash(randomUUID(), COST)
  let present = 0
  const argon: Argon = {
    hash: (password) => hash(bytesOf(password), COST),
    async verify(passwordHash, password) {
      const matches = await verify(passwordHash ?? nobodys, bytesOf(password))
      return matches && passwordHash !== null
    },
  }
  return {
    async inTurn(work) {
      if (present >= slots + maximumWaiting) throw unavailable('Too many people sign in at the moment. Try again soon.')
      present += 1
      try {
        return await turns.run(() => work(argon))
      } finally {
        present -= 1
      }
    },
  }
}
