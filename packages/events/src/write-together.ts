import type { SqlExecutor } from './sql-executor.ts'

type Write<Tx, Item> = (tx: Tx, items: readonly Item[]) => Promise<void>

/** By transaction: what is to be written before its commit, by what writes it, in the order of its first item. */
const open = new WeakMap<SqlExecutor, Map<Write<never, never>, unknown[]>>()

/**
 * Has `write` write the item before the transaction's commit, together with all others that were given to the same
 * function: one statement for what many handlers of a batch have to say. At once in a transaction that nobody collects for,
 * so a caller need not know. Not for what is read again in the same transaction.
 */
export async function writeTogether<Tx extends SqlExecutor, Item>(
  tx: Tx,
  item: Item,
  write: Write<Tx, Item>,
): Promise<void> {
  const writes = open.get(tx)
  if (!writes) return write(tx, [item])
  const items = writes.get(write)
  if (items) items.push(item)
  else writes.set(write, [item])
}

/** Runs the work of a transaction, and then writes what it gave to writeTogether. Call it once, around all of it. */
export async function collectWrites<Tx extends SqlExecutor, Result>(
  tx: Tx,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const writes = new Map<Write<Tx, never>, unknown[]>()
  open.set(tx, writes)
  const result = await work(tx)
  // A write may give others something to write: events above all.
  for (let [first] = writes; first; [first] = writes) {
    const [write, items] = first
    writes.delete(write)
    await write(tx, items as never[])
  }
  open.delete(tx)
  return result
}
