import { demoLeaves, type DemoLeaf } from './categories.ts'
import { colours, type ColourName } from './content/colours.ts'
import { pricePoint } from './price-point.ts'
import { createRandom, demoId, type Random } from './random.ts'
import { slugOf } from './slug.ts'

/** What the products subgraph draws: the silhouette and its colour as `#rrggbb`. */
export type DemoPicture = { kind: string; colour: string }

export type DemoVariant = {
  id: string
  /** Unique over the whole catalogue at every scale; stock is derived from it. */
  index: number
  productId: string
  /** The product's title. */
  productTitle: string
  /** Place within the product, from 0. */
  position: number
  sku: string
  /** What tells it from its siblings: "Sage / 2.5 l". */
  title: string
  options: { name: string; value: string }[]
  /** Minor units of `currencyCode`, tax included. */
  priceAmount: number
  currencyCode: 'EUR'
  weightGrams: number
  /** As of all variants of its product. */
  taxClass: 'STANDARD' | 'REDUCED'
  listed: boolean
  picture: DemoPicture
}

export type DemoProduct = {
  id: string
  index: number
  slug: string
  title: string
  /** Two paragraphs of plain text. */
  description: string
  categoryId: string
  categorySlug: string
  /** Of its first variant. */
  picture: DemoPicture
  createdAt: Date
  variants: DemoVariant[]
}

/** A line of the content, parsed. */
type Base = { leaf: DemoLeaf; title: string; priceAmount: number; text: string; place: number }

/** More than any product has: keeps variant indexes apart. */
const variantsPerProduct = 32
const shareOfDelistedProducts = 0.01
const shareOfDelistedVariants = 0.015
const firstCreated = Date.UTC(2022, 0, 10)
// Before the earliest order, so that nobody bought what did not exist.
const lastCreated = Date.UTC(2025, 3, 25)

// The first products of all leaves, then the second ones …: a small scale still has something in every category.
const bases: readonly Base[] = demoLeaves.flatMap(parseLeaf).toSorted((one, other) => one.place - other.place)

/** How many products there are; 558 at scale 1. Fractions give small catalogues for tests. */
export function productCount(scale: number): number {
  return Math.max(1, Math.round(bases.length * scale))
}

/** Every product of the scale, one at a time. */
export function* products(scale: number): Generator<DemoProduct> {
  const count = productCount(scale)
  for (let index = 0; index < count; index += 1) yield productAt(index)
}

/** The product of an index, without those before it. Beyond the content's last line the series begin again, numbered. */
export function productAt(index: number): DemoProduct {
  const base = baseAt(index)
  const series = Math.floor(index / bases.length) + 1
  const title = series === 1 ? base.title : `${base.title}, Series ${series}`
  const random = createRandom('product', index)
  const createdAt = new Date(random.between(firstCreated, lastCreated))
  const variants = variantsOf(base, index, series, title, random)
  const [first] = variants
  if (!first) throw new Error(`${title} has no variants.`)
  return {
    id: first.productId,
    index,
    slug: slugOf(title),
    title,
    description: describe(base, index),
    categoryId: base.leaf.category.id,
    categorySlug: base.leaf.category.slug,
    picture: first.picture,
    createdAt,
    variants,
  }
}

/** The leaf that a product stands in. */
export function leafOfProduct(index: number): DemoLeaf {
  return baseAt(index).leaf
}

function baseAt(index: number): Base {
  const base = bases[index % bases.length]
  if (!base) throw new RangeError(`There is no product ${index}.`)
  return base
}

function parseLeaf(leaf: DemoLeaf): Base[] {
  const lines = leaf.content.products.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, place) => {
    const [title, price, text] = line.split('|').map((part) => part.trim())
    const priceAmount = Math.round(Number(price) * 100)
    if (!title || !text || !(priceAmount > 0)) throw new Error(`Not "title | price | text": ${line}`)
    return { leaf, title, priceAmount, text, place }
  })
}

/** The product's own words, and two of the three notes that hold for its whole category. */
function describe(base: Base, index: number): string {
  const leftOut = index % 3
  const notes = base.leaf.content.notes.filter((_, place) => place !== leftOut)
  return `${base.text}\n\n${notes.join(' ')}`
}

function variantsOf(base: Base, productIndex: number, series: number, productTitle: string, random: Random) {
  const { code, colours: palette, colourOption, option, grams, picture, taxClass = 'STANDARD' } = base.leaf.content
  const productId = demoId('product', productIndex)
  const productListed = !random.chance(shareOfDelistedProducts)
  const heft = 0.9 + random.next() * 0.2
  // A later series costs a little more or less than the first.
  const markup = series === 1 ? 1 : 0.94 + random.next() * 0.12
  const choices = Object.entries(option?.values ?? { '': 1 })
  const variants: DemoVariant[] = []
  for (const colourName of colourRange(
    palette,
    base.place + series - 1,
    colourOption === null,
    choices.length,
    random,
  )) {
    for (const [value, factor] of choices) {
      const [priceFactor, weightFactor] = typeof factor === 'number' ? [factor, factor] : factor
      const position = variants.length
      const index = productIndex * variantsPerProduct + position
      const options: DemoVariant['options'] = []
      if (colourOption) options.push({ name: colourOption, value: colourName })
      if (option) options.push({ name: option.name, value })
      variants.push({
        id: demoId('variant', index),
        index,
        productId,
        productTitle,
        position,
        sku: `${code}-${String(productIndex + 1).padStart(5, '0')}-${String(position + 1).padStart(2, '0')}`,
        title: options.map((chosen) => chosen.value).join(' / '),
        options,
        priceAmount: pricePoint(base.priceAmount, priceFactor * markup),
        currencyCode: 'EUR',
        weightGrams: Math.max(5, Math.round((grams * weightFactor * heft) / 5) * 5),
        taxClass,
        listed: productListed && !random.chance(shareOfDelistedVariants),
        picture: { kind: picture, colour: colours[colourName] },
      })
    }
  }
  return variants
}

/** Neighbours in the palette, beginning elsewhere for each product; one alone when the colour is no choice. */
function colourRange(
  palette: readonly ColourName[],
  shift: number,
  onlyTint: boolean,
  choices: number,
  random: Random,
): ColourName[] {
  const wanted = onlyTint ? 1 : choices > 6 ? 2 : random.between(2, 3)
  const count = Math.min(palette.length, wanted)
  return Array.from({ length: count }, (_, step) => palette[(shift * 2 + step) % palette.length] ?? 'Stone')
}
