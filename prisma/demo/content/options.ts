import type { OptionContent } from './category-content.ts'

// The options that several categories share. What only one category has, stands with that category.

export const clothingSizes: OptionContent = {
  name: 'Size',
  values: { XS: 1, S: 1, M: 1, L: 1, XL: 1 },
}

export const shoeSizes: OptionContent = {
  name: 'Size',
  values: { '37': 1, '38': 1, '39': 1, '40': 1, '41': 1, '42': 1, '43': 1, '44': 1 },
}

export const smallOrLarge: OptionContent = {
  name: 'Size',
  values: { Small: 1, Large: 1.4 },
}

export const smallMediumLarge: OptionContent = {
  name: 'Size',
  values: { Small: 1, Medium: 1.3, Large: 1.65 },
}

export const setSizes: OptionContent = {
  name: 'Set',
  values: { Single: 1, 'Set of 2': 1.9, 'Set of 4': 3.6 },
}

export const bookFormats: OptionContent = {
  name: 'Format',
  values: { Paperback: 1, 'Large print': 1.3, Hardback: 1.7 },
}
