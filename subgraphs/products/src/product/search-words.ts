/** Characters of a search. */
export const MAXIMUM_SEARCH = 100

/** More say nothing that the first ones did not, and each costs. */
const MAXIMUM_WORDS = 12

/**
 * The words of a search, folded as fold_text() in the database folds what is searched. Only letters and digits come
 * through, so nothing in them means anything to a tsquery.
 */
export function searchWords(text: string): string[] {
  const folded = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, MAXIMUM_WORDS)
}
