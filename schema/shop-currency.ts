/**
 * The ISO 4217 code of the one currency that the shop sells in. Part of the contract between products (prices), orders
 * (carts, shipping) and payments, and no setting: stored amounts would change their meaning.
 */
export const SHOP_CURRENCY = 'EUR'
