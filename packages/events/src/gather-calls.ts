/**
 * Makes one call of all items that are given in the same turn of the event loop, in their order. Each is told what that call
 * comes to.
 */
export function gatherCalls<Item>(call: (items: readonly Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let gathering: { items: Item[]; called: Promise<void> } | undefined

  async function callLater(items: readonly Item[]): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    gathering = undefined
    await call(items)
  }

  return (item) => {
    if (gathering) {
      gathering.items.push(item)
    } else {
      const items = [item]
      gathering = { items, called: callLater(items) }
    }
    return gathering.called
  }
}
