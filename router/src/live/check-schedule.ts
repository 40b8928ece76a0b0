import type { LiveConnection } from './live-connection.ts'

export const CHECK_MS = 500
/** However far what is due lies ahead: the clock may be put forward meanwhile. */
const LONGEST_PAUSE = 120

/**
 * In which turn, one each `CHECK_MS`, a connection is looked at. Most have nothing due for half a minute; to look at ten
 * thousand of them in each turn, all somewhere else in memory, would cost as much as to tell them what they follow.
 */
export class CheckSchedule {
  private readonly turnOf = new Map<LiveConnection, number>()
  private readonly due = new Map<number, Set<LiveConnection>>()
  private next = 0

  /** In the next turn. */
  soon(connection: LiveConnection): void {
    this.put(connection, this.next)
  }

  forget(connection: LiveConnection): void {
    const turn = this.turnOf.get(connection)
    if (turn === undefined) return
    this.turnOf.delete(connection)
    this.due.get(turn)?.delete(connection)
  }

  /** One turn: checks those that are due. */
  run(now: number): void {
    const turn = this.next
    const connections = this.due.get(turn) ?? []
    this.due.delete(turn)
    this.next += 1
    for (const connection of connections) {
      // A check may end others.
      if (this.turnOf.get(connection) !== turn) continue
      const pause = Math.ceil((connection.check(now) - now) / CHECK_MS)
      // It may have ended itself, or asked for the next turn.
      if (this.turnOf.get(connection) !== turn) continue
      this.put(connection, turn + Math.min(Math.max(pause, 1), LONGEST_PAUSE))
    }
  }

  private put(connection: LiveConnection, turn: number): void {
    this.forget(connection)
    this.turnOf.set(connection, turn)
    const connections = this.due.get(turn)
    if (connections) connections.add(connection)
    else this.due.set(turn, new Set([connection]))
  }
}
