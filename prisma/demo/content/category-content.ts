import type { ColourName } from './colours.ts'

/**
 * A choice that the customer makes besides the colour: each value with the factor that scales price and weight, or with
 * one factor for each.
 */
export type OptionContent = {
  name: string
  values: Readonly<Record<string, number | readonly [price: number, weight: number]>>
}

/** A category that holds products: the third level of the tree. */
export type LeafContent = {
  name: string
  /** Three letters: the beginning of the SKUs. */
  code: string
  /** How a customer refers to one of these in a review: "this saucepan", "these trousers". */
  called: string
  /** Which silhouette the products subgraph draws. */
  picture: string
  /** Weight of the smallest variant, packed, in grams. */
  grams: number
  /** `STANDARD` when left out. */
  taxClass?: 'REDUCED'
  colours: readonly ColourName[]
  /** The colour's name as an option; null when the colours only tint the pictures (books, plants). */
  colourOption: 'Colour' | 'Finish' | 'Glaze' | null
  option: OptionContent | null
  /** Sentences on material, sizes and care that hold for every product of the category. */
  notes: readonly [string, string, string]
  /** One product per line: title | price of the smallest variant in euros | text. */
  products: string
}

export type MiddleContent = {
  name: string
  leaves: readonly LeafContent[]
}

export type TopContent = {
  name: string
  middles: readonly MiddleContent[]
}
