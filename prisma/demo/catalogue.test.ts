import { describe, expect, it } from 'vitest'
import { leafOfProduct, productAt, productCount, products } from './catalogue.ts'
import { demoCategories, demoLeaves } from './categories.ts'
import { remarksOn } from './content/remarks.ts'

const catalogue = [...products(1)]
const variants = catalogue.flatMap((product) => product.variants)

function repeated(values: readonly unknown[]): unknown[] {
  const seen = new Set()
  return values.filter((value) => seen.size === seen.add(value).size)
}

describe('categories', () => {
  it('form a tree of three levels with parents before their children', () => {
    const levels = new Map<string, number>()
    for (const category of demoCategories) {
      const above = category.parentId === null ? 0 : levels.get(category.parentId)
      expect(category.level).toBe((above ?? Number.NaN) + 1)
      levels.set(category.id, category.level)
    }
    const sizes = [1, 2, 3].map((level) => demoCategories.filter((category) => category.level === level).length)
    expect(sizes).toEqual([8, 30, 93])
  })

  it('have unique ids, slugs and SKU codes', () => {
    expect(repeated(demoCategories.map((category) => category.id))).toEqual([])
    expect(repeated(demoCategories.map((category) => category.slug))).toEqual([])
    expect(repeated(demoLeaves.map((leaf) => leaf.content.code))).toEqual([])
  })

  it('each have something that customers say about them', () => {
    for (const leaf of demoLeaves) expect(remarksOn(leaf.middleName).praise.length).toBeGreaterThan(4)
  })
})

describe('products', () => {
  it('are at least 500 with 2,000 variants at scale 1, some in every leaf', () => {
    expect(catalogue.length).toBe(productCount(1))
    expect(catalogue.length).toBeGreaterThanOrEqual(500)
    expect(variants.length).toBeGreaterThanOrEqual(2_000)
    expect(new Set(catalogue.map((product) => product.categoryId)).size).toBe(demoLeaves.length)
  })

  it('have unique ids, slugs, titles and SKUs, also beyond scale 1', () => {
    const more = [...products(3)]
    expect(more.length).toBe(3 * catalogue.length)
    expect(repeated(more.map((product) => product.id))).toEqual([])
    expect(repeated(more.map((product) => product.slug))).toEqual([])
    expect(repeated(more.map((product) => product.title))).toEqual([])
    expect(repeated(more.flatMap((product) => product.variants.map((variant) => variant.id)))).toEqual([])
    expect(repeated(more.flatMap((product) => product.variants.map((variant) => variant.sku)))).toEqual([])
  })

  it('are the same whether reached by index or by walking, and at every scale', () => {
    expect(productAt(123)).toEqual(catalogue[123])
    expect([...products(2)][123]).toEqual(catalogue[123])
  })

  it('fit the limits of the API', () => {
    for (const product of catalogue) {
      expect(product.title.length).toBeLessThanOrEqual(200)
      expect(product.description.length).toBeLessThanOrEqual(5_000)
      expect(product.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(product.variants.length).toBeLessThanOrEqual(32)
      expect(repeated(product.variants.map((variant) => variant.title))).toEqual([])
    }
    for (const variant of variants) {
      expect(variant.options.length).toBeGreaterThan(0)
      expect(variant.options.length).toBeLessThanOrEqual(5)
      expect(variant.sku.length).toBeLessThanOrEqual(64)
    }
  })

  it('cost and weigh something, in whole units, and a few are delisted', () => {
    for (const variant of variants) {
      expect(Number.isSafeInteger(variant.priceAmount) && variant.priceAmount > 0).toBe(true)
      expect(Number.isSafeInteger(variant.weightGrams) && variant.weightGrams > 0).toBe(true)
    }
    const delisted = variants.filter((variant) => !variant.listed).length
    expect(delisted).toBeGreaterThan(10)
    expect(delisted).toBeLessThan(variants.length / 20)
  })

  it('stand in the leaf that their index says', () => {
    for (const product of catalogue) expect(leafOfProduct(product.index).category.id).toBe(product.categoryId)
  })
})
