/** The data of the benchmark: as many users, products and reviews as the public one has, with texts of our own. */
export type User = { id: string; name: string; username: string; birthday: number }
export type Product = { upc: string; name: string; price: number; weight: number; inStock: boolean }
export type Review = { id: string; body: string; productUpc: string }

const PROSE =
  'The parcel came on a rainy Tuesday and was dry inside, which says something about the people who packed it. ' +
  'Putting it together took an hour, one screw was left over, and it has stood straight ever since. ' +
  'My neighbour asked where it was from and ordered the same in green; the cat has claimed hers as well. ' +
  'After a year of daily use the surface shows a scratch and a ring from a mug, and both are my own doing. ' +
  'I would buy it again, and I would read the manual first, since page four answers what page two leaves open.'

export const users: readonly User[] = [
  { id: '1', name: 'Ada Lindqvist', username: 'ada', birthday: 460_080_000 },
  { id: '2', name: 'Bruno Castellani', username: 'castellani', birthday: 517_449_600 },
  { id: '3', name: 'Chidi Okonkwo', username: 'chidiokonkwo', birthday: 601_776_000 },
  { id: '4', name: 'Dana Feldmann', username: 'danafeld', birthday: 688_262_400 },
  { id: '5', name: 'Emre Yilmaz', username: 'emreyilmaz', birthday: 720_403_200 },
  { id: '6', name: 'Freya Holm', username: 'freyah', birthday: 778_982_400 },
]

export const products: readonly Product[] = [
  { upc: '1', name: 'Desk', price: 899, weight: 100, inStock: true },
  { upc: '2', name: 'Sofa', price: 1299, weight: 1000, inStock: false },
  { upc: '3', name: 'Chair', price: 54, weight: 50, inStock: true },
  { upc: '4', name: 'Shelf', price: 199, weight: 300, inStock: false },
  { upc: '5', name: 'Lamp', price: 79, weight: 20, inStock: true },
  { upc: '6', name: 'Mirror', price: 149, weight: 80, inStock: true },
  { upc: '7', name: 'Stool', price: 39, weight: 30, inStock: false },
  { upc: '8', name: 'Wardrobe', price: 1890, weight: 1400, inStock: true },
  { upc: '9', name: 'Bench', price: 249, weight: 220, inStock: true },
]

/** How long each review is, and what it is about: four of the first two products, two and one of the next. */
const lengths: [productUpc: string, characters: number][] = [
  ['1', 452],
  ['1', 296],
  ['1', 284],
  ['1', 148],
  ['2', 452],
  ['2', 296],
  ['2', 284],
  ['2', 148],
  ['3', 452],
  ['3', 296],
  ['4', 284],
]

export const reviews: readonly Review[] = lengths.map(([productUpc, characters], index) => ({
  id: String(index + 1),
  body: PROSE.slice(index, index + characters),
  productUpc,
}))

export function reviewsOfProduct(upc: string): Review[] {
  return reviews.filter((review) => review.productUpc === upc)
}

/** Everybody wrote the first two reviews: that is what makes the public benchmark's answer large and repetitive. */
export function reviewsOfUser(): Review[] {
  return reviews.slice(0, 2)
}

/** Every review's author is the first user, as in the public benchmark. */
export function authorOf(): User {
  return users[0] as User
}

/** Inventory knows neither price nor weight: it gets them through `@requires`. */
export function shippingEstimate({ price, weight }: { price: number; weight: number }): number {
  return price > 1000 ? 0 : Math.floor(weight / 2)
}
