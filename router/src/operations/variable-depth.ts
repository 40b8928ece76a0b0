/** Whether lists and objects are within each other in more than `levels` levels. Written without recursion, whose own end is near. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  let level = nested(Object(value) === value ? [value] : [])
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true
    level = nested(level.flatMap((one) => Object.values(one)))
  }
  return false
}

function nested(values: readonly unknown[]): object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null)
}
