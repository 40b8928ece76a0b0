import { describe, expect, it } from 'vitest'
import { createRandom, demoId } from './random.ts'

describe('demoId', () => {
  it('makes UUIDs of version 8 in the variant of RFC 9562', () => {
    const versionEight = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    for (let index = 0; index < 500; index += 1) expect(demoId('product', index)).toMatch(versionEight)
  })

  it('gives each kind and index its own, always the same', () => {
    const ids = ['product', 'variant'].flatMap((kind) => [1, 2, 11, 12].map((index) => demoId(kind, index)))
    expect(new Set(ids).size).toBe(ids.length)
    expect(demoId('product', 11)).toBe(demoId('product', 11))
  })
})

describe('createRandom', () => {
  it('repeats itself for the same seed and differs for its neighbour', () => {
    const draw = (index: number): number[] => {
      const random = createRandom('test', index)
      return Array.from({ length: 5 }, random.next)
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  it('stays inside its bounds and reaches both', () => {
    const random = createRandom('test', 1)
    const drawn = new Set(Array.from({ length: 200 }, () => random.between(3, 5)))
    expect(drawn).toEqual(new Set([3, 4, 5]))
  })

  it('spreads evenly over neighbouring seeds', () => {
    const firsts = Array.from({ length: 10_000 }, (_, index) => createRandom('spread', index).next())
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length
    expect(mean).toBeCloseTo(0.5, 1)
  })
})
