import { hash } from 'node:crypto'

/** A stream of pseudo-random numbers that is the same on every machine for the same seed. */
export type Random = {
  /** At least 0, less than 1. */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

/**
 * sfc32 ("Small Fast Counter", Chris Doty-Humphrey, PractRand), seeded from a kind and an index, so that every entity
 * has a stream of its own: entity 70,000 needs none of those before it.
 */
export function createRandom(kind: string, index: number): Random {
  let a = 0x9e3779b9
  let b = fnv1a(kind)
  let c = index | 0
  let counter = 1

  function nextUint32(): number {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    return result >>> 0
  }
  // The first numbers of neighbouring seeds resemble each other; the author of sfc32 runs it in with twelve.
  for (let round = 0; round < 12; round += 1) nextUint32()

  const next = (): number => nextUint32() / 0x1_0000_0000
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('There is nothing to pick from.')
      return item
    },
  }
}

/**
 * The UUID of a demo entity: version 8 with the first bits of SHA-256, as in RFC 9562, appendix B.2. The five seeds
 * agree on ids by this alone, none reads another's database.
 */
export function demoId(kind: string, index: number): string {
  const digest = hash('sha256', `shop-demo/${kind}/${index}`, 'hex')
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}

/** FNV-1a, 32 bits: spreads short texts over seeds. */
function fnv1a(text: string): number {
  let value = 0x811c9dc5
  for (let position = 0; position < text.length; position += 1) {
    value = Math.imul(value ^ text.charCodeAt(position), 0x01000193)
  }
  return value | 0
}
