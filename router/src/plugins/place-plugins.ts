import type { RouterPlugin } from '../plugin.ts'

/** A policy of one's own. It stands right before the one that `before` names; without it before the last, error-masking. */
export type PlacedPlugin = { plugin: RouterPlugin; before?: string }

const LAST = 'error-masking'

/** Puts policies of one's own among those of the router. Throws with the names that there are when one is not. */
export function placePlugins(plugins: readonly RouterPlugin[], own: readonly PlacedPlugin[]): RouterPlugin[] {
  const placed = [...plugins]
  for (const { plugin, before = LAST } of own) {
    const place = placed.findIndex(({ name }) => name === before)
    if (place === -1) {
      const names = plugins.map(({ name }) => name).join(', ')
      throw new Error(`The plugin "${plugin.name}" cannot stand before "${before}": there is ${names}.`)
    }
    placed.splice(place, 0, plugin)
  }
  return placed
}
