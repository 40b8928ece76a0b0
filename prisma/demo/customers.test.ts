import { describe, expect, it } from 'vitest'
import { productCount, products } from './catalogue.ts'
import { demoNow, isCustomer, registeredAt, userAt, userCount, users } from './people.ts'
import { reviewsOf } from './reviews.ts'
import { demoLocations, stockOf } from './stock.ts'

const people = [...users(1)]

describe('users', () => {
  it('are 1,000 at scale 1 and begin with the known accounts', () => {
    expect(people.length).toBe(1_000)
    expect(people.slice(0, 3).map((user) => [user.email, ...user.roles])).toEqual([
      ['ada@example.com', 'CUSTOMER'],
      ['staff@example.com', 'STAFF'],
      ['admin@example.com', 'ADMIN'],
    ])
  })

  it('have unique ids and plain, unique email addresses', () => {
    expect(new Set(people.map((user) => user.id)).size).toBe(people.length)
    expect(new Set(people.map((user) => user.email)).size).toBe(people.length)
    for (const user of people) expect(user.email).toMatch(/^[a-z]+[a-z0-9.-]*@example\.(com|org)$/)
  })

  it('have one default address when they are customers, written as in its country', () => {
    const postalCodes: Record<string, RegExp> = { NL: /^\d{4} [A-Z]{2}$/, IE: /^[A-Z]\d\d [A-Z]{2}\d\d$/ }
    for (const user of people.filter((person) => isCustomer(person.index))) {
      expect(user.addresses.filter((address) => address.isDefault).length).toBe(1)
      for (const address of user.addresses) {
        expect(address.countryCode).toMatch(/^[A-Z]{2}$/)
        expect(address.postalCode).toMatch(postalCodes[address.countryCode] ?? /^\d{4,5}$/)
      }
    }
  })

  it('are the same at every scale', () => {
    expect(userAt(500)).toEqual(people[500])
  })
})

describe('reviews', () => {
  const reviews = Array.from({ length: productCount(1) }, (_, index) => reviewsOf(index, 1))

  it('come from customers of the scale, one per customer and product, after they registered', () => {
    for (const ofProduct of reviews) {
      expect(new Set(ofProduct.map((review) => review.authorIndex)).size).toBe(ofProduct.length)
      for (const review of ofProduct) {
        expect(review.authorIndex).toBeLessThan(userCount(1))
        expect(isCustomer(review.authorIndex)).toBe(true)
        expect(review.publishedAt.getTime()).toBeGreaterThanOrEqual(registeredAt(review.authorIndex).getTime())
        expect(review.publishedAt.getTime()).toBeLessThan(demoNow.getTime())
      }
    }
  })

  it('have unique ids and words without gaps', () => {
    const all = reviews.flat()
    expect(new Set(all.map((review) => review.id)).size).toBe(all.length)
    for (const review of all) {
      expect(review.title.length).toBeGreaterThan(2)
      expect(review.title.length).toBeLessThanOrEqual(120)
      expect(review.body).not.toMatch(/\{|undefined| {2}/)
    }
  })

  it('are mostly good, with every rating present', () => {
    const counts = [1, 2, 3, 4, 5].map((rating) => reviews.flat().filter((review) => review.rating === rating).length)
    const [one = 0, , , , five = 0] = counts
    expect(Math.min(...counts)).toBeGreaterThan(20)
    expect(five).toBeGreaterThan(5 * one)
  })
})

describe('stock', () => {
  const totals = [...products(1)]
    .flatMap((product) => product.variants)
    .map((variant) => stockOf(variant).map((level) => level.onHand))

  it('has a level at each of three locations, never negative', () => {
    expect(new Set(demoLocations.map((location) => location.priority)).size).toBe(3)
    for (const levels of totals) {
      expect(levels.length).toBe(3)
      expect(Math.min(...levels)).toBeGreaterThanOrEqual(0)
    }
  })

  it('is low for some variants and gone for a few', () => {
    const sums = totals.map((levels) => levels.reduce((sum, onHand) => sum + onHand, 0))
    const gone = sums.filter((sum) => sum === 0).length
    const low = sums.filter((sum) => sum > 0 && sum <= 9).length
    expect(gone).toBeGreaterThan(0)
    expect(gone).toBeLessThan(sums.length * 0.04)
    expect(low).toBeGreaterThan(gone)
  })
})
