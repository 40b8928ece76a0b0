import { expect, it } from 'vitest'
import { MalformedCsv, readCsv } from './read-csv.ts'

it('reads columns in any order, quoted cells and empty ones', () => {
  const text = '\uFEFFlocation,SKU,on_hand,safety_stock\r\n"Hall ""B"", left",A-1,12,\r\n\r\nHall C,"A,2",x,3\r\n'
  expect(readCsv(text, 10)).toEqual([
    { sku: 'A-1', location: 'Hall "B", left', onHand: 12, safetyStock: null, lowStockThreshold: null },
    { sku: 'A,2', location: 'Hall C', onHand: Number.NaN, safetyStock: 3, lowStockThreshold: null },
  ])
})

it('reads one row more than the limit at most, however many there are', () => {
  const text = `sku,location,on_hand\n${'A,B,1\n'.repeat(1_000)}`
  expect(readCsv(text, 10)).toHaveLength(11)
})

it.each([
  ['no columns that are needed', 'sku,on_hand\nA,1\n', /"location" is missing/],
  ['a column that nobody knows', 'sku,location,on_hand,colour\nA,B,1,red\n', /no column "colour"/],
  ['a column twice', 'sku,sku,location,on_hand\nA,A,B,1\n', /twice/],
  ['a row that is shorter than the others', 'sku,location,on_hand\nA,B\n', /Invalid Record Length/],
  ['a quote that never ends', 'sku,location,on_hand\n"A,B,1\n', /Quote Not Closed/],
  ['nothing at all', '', /"sku" is missing/],
])('refuses %s, and says so', (_what, text, message) => {
  expect(() => readCsv(text, 10)).toThrow(MalformedCsv)
  expect(() => readCsv(text, 10)).toThrow(message)
})
