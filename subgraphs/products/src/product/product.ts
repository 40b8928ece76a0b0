import { checkText } from '@shop/subgraph/input'
import { userError } from '@shop/subgraph/user-errors'
import type { UserError } from '@shop/subgraph/user-errors'

/** Characters of a title, of a description and of a slug. */
export const MAXIMUM_TITLE = 200
export const MAXIMUM_DESCRIPTION = 5_000
const MAXIMUM_SLUG = 200

/** What a product is drawn in until somebody says otherwise: `rrggbb`, the shop's stone grey. */
export const DEFAULT_COLOUR = 'a8a196'

/** Lower-case words of ASCII joined by hyphens. */
export function isSlug(text: string): boolean {
  return text.length <= MAXIMUM_SLUG && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)
}

/** The slug of a title: "Crème Brûlée Torch" is `creme-brulee-torch`. Empty when the title has no Latin letter or digit. */
export function slugOf(title: string): string {
  return title
    .normalize('NFD')
    .replaceAll(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAXIMUM_SLUG - 10)
    .replaceAll(/^-+|-+$/g, '')
}

/** The slug, or with the lowest number that nobody has yet: `mug`, `mug-2`, `mug-3`. */
export function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  let number = 2
  while (taken.has(`${wanted}-${number}`)) number += 1
  return `${wanted}-${number}`
}

/** What is wrong with a product's words; nulls are those that are fine or not given. */
export function checkWords({ title, description }: { title?: string; description?: string }): (UserError | null)[] {
  return [
    title === undefined ? null : checkText(title, ['input', 'title'], { max: MAXIMUM_TITLE }),
    description === undefined
      ? null
      : checkText(description, ['input', 'description'], { min: 0, max: MAXIMUM_DESCRIPTION }),
  ]
}

/** The class of what has no other; which classes there are is for the shop's zones to say. */
export const STANDARD_TAX_CLASS = 'STANDARD'
const TAX_CLASS = /^[A-Z][A-Z0-9_]{0,39}$/

/** What is wrong with a class of taxes; null when nothing is, or none is given. */
export function checkTaxClass(taxClass: string | undefined): UserError | null {
  if (taxClass === undefined || TAX_CLASS.test(taxClass)) return null
  return userError('OUT_OF_RANGE', 'A class of taxes is capitals, digits and underscores, such as REDUCED.', [
    'input',
    'taxClass',
  ])
}

/** No category with this id that has none below. */
export function noSuchLeaf(): UserError {
  return userError('NOT_FOUND', 'There is no such category at the end of the tree.', ['input', 'categoryId'])
}

/** Mean of all ratings to one decimal; null without reviews. */
export function averageRating({ ratingCount, ratingSum }: { ratingCount: number; ratingSum: number }): number | null {
  return ratingCount === 0 ? null : Math.round((ratingSum / ratingCount) * 10) / 10
}
