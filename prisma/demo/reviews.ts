import { leafOfProduct } from './catalogue.ts'
import { endings, openings, titles, type Tone } from './content/opinions.ts'
import { remarksOn, type Remarks } from './content/remarks.ts'
import { demoNow, isCustomer, registeredAt, userCount } from './people.ts'
import { createRandom, demoId, type Random } from './random.ts'

export type DemoReview = {
  id: string
  productId: string
  /** The user's place in `users(scale)`. */
  authorIndex: number
  authorId: string
  rating: 1 | 2 | 3 | 4 | 5
  title: string
  body: string
  publishedAt: Date
}

/** More than any product has: keeps review ids apart. */
const reviewsPerProduct = 64
// Shop reviews are J-shaped: mostly delighted, a few furious, little between.
const ratings = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 2, 1] as const
const toneOf: Readonly<Record<DemoReview['rating'], Tone>> = {
  5: 'delighted',
  4: 'pleased',
  3: 'mixed',
  2: 'disappointed',
  1: 'disappointed',
}
const firstPublished = Date.UTC(2025, 4, 1)

/** What customers wrote about a product: none to some thirty, each by another customer of the scale. */
export function reviewsOf(productIndex: number, scale: number): DemoReview[] {
  const random = createRandom('reviews', productIndex)
  const { content, middleName } = leafOfProduct(productIndex)
  const remarks = remarksOn(middleName)
  const wanted = reviewCount(random)
  // Some products are better than others; without this all averages would be alike.
  const luck = random.next()
  const authors = new Set<number>()
  const reviews: DemoReview[] = []
  for (let place = 0; place < wanted; place += 1) {
    const authorIndex = random.between(0, userCount(scale) - 1)
    const rating = drawRating(luck, random)
    const publishedAt = publishedBy(authorIndex, random)
    const words = write(rating, content.called, remarks, random)
    // One review per customer and product: a second draw of the same author is left out.
    if (!isCustomer(authorIndex) || authors.has(authorIndex)) continue
    authors.add(authorIndex)
    reviews.push({
      id: demoId('review', productIndex * reviewsPerProduct + place),
      productId: demoId('product', productIndex),
      authorIndex,
      authorId: demoId('user', authorIndex),
      rating,
      ...words,
      publishedAt,
    })
  }
  return reviews
}

/** Most products have a handful, the popular ones dozens, one in ten none. */
function reviewCount(random: Random): number {
  if (random.chance(0.1)) return 0
  return random.chance(0.12) ? random.between(14, 34) : random.between(1, 8)
}

function drawRating(luck: number, random: Random): DemoReview['rating'] {
  const first = random.pick(ratings)
  const second = random.pick(ratings)
  if (luck > 0.6) return first > second ? first : second
  if (luck < 0.15) return first < second ? first : second
  return first
}

function publishedBy(authorIndex: number, random: Random): Date {
  const earliest = Math.max(firstPublished, registeredAt(authorIndex).getTime())
  return new Date(random.between(earliest, demoNow.getTime() - 1))
}

function write(
  rating: DemoReview['rating'],
  called: string,
  { praise, complaints }: Remarks,
  random: Random,
): { title: string; body: string } {
  const tone = toneOf[rating]
  const liked = random.pick(praise)
  const alsoLiked = random.pick(praise)
  const disliked = random.pick(complaints)
  const wordy = random.chance(0.4)
  const middles: Readonly<Record<Tone, string[]>> = {
    delighted: wordy && alsoLiked !== liked ? [liked, alsoLiked] : [liked],
    pleased: wordy ? [liked, disliked] : [liked],
    mixed: [liked, disliked],
    disappointed: [disliked],
  }
  const opening = random.chance(0.75) ? random.pick(openings[tone]) : ''
  const sentences = [opening, ...middles[tone], random.pick(endings[tone])]
  return {
    title: random.pick(titles[tone]),
    body: sentences
      .filter((sentence) => sentence !== '')
      .join(' ')
      .replaceAll('{it}', called),
  }
}
