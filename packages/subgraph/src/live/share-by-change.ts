import type { Change } from '@shop/events/live/change-log'

/** Makes something of a change once for all who follow it in this process; it lives as long as one of them still needs it. */
export function shareByChange<Made extends object, Arguments extends unknown[]>(
  make: (change: Change, ...more: Arguments) => Made,
): (change: Change, ...more: Arguments) => Made {
  const made = new WeakMap<Change, Made>()
  return (change, ...more) => {
    const known = made.get(change) ?? make(change, ...more)
    made.set(change, known)
    return known
  }
}
