/**
 * Parts what is to be done to orders into rounds: in each at most one thing of an order, those of one order in their sequence. So a round
 * is done with statements that change each row once, and what comes later of an order finds it as the round before has left it.
 */
export function inRounds<Item>(items: readonly Item[], orderIdOf: (item: Item) => string): Item[][] {
  const rounds: Item[][] = []
  const counts = new Map<string, number>()
  for (const item of items) {
    const place = counts.get(orderIdOf(item)) ?? 0
    counts.set(orderIdOf(item), place + 1)
    const round = (rounds[place] ??= [])
    round.push(item)
  }
  return rounds
}
