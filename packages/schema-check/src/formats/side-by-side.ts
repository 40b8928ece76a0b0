const WIDEST = 70

/** Two texts in two columns; lines that only one of them has are marked. */
export function sideBySide(left: string, right: string): string[] {
  const [one, other] = [left.split('\n'), right.split('\n')]
  const width = Math.min(WIDEST, Math.max(...one.map(({ length }) => length)))
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => {
    const [before = '', after = ''] = [one[index], other[index]]
    const cut = before.length > width ? `${before.slice(0, width - 1)}…` : before
    return `${cut.padEnd(width)} ${before === after ? ' ' : '|'} ${after}`.trimEnd()
  })
}
