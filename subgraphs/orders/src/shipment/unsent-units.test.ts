import { expect, test } from 'vitest'
import { unitsInParcels, unsentUnits } from './unsent-units.ts'

const lines = [
  { id: 'line 1', variantId: 'shirt', quantity: 4 },
  { id: 'line 2', variantId: 'lamp', quantity: 1 },
]
const allocations = [
  { variantId: 'shirt', locationId: 'north', quantity: 3 },
  { variantId: 'shirt', locationId: 'south', quantity: 1 },
  { variantId: 'lamp', locationId: 'north', quantity: 1 },
]

test('what is in no parcel is to be sent, from where inventory took it', () => {
  const parcels = [
    { locationId: 'north', lines: [{ orderLineId: 'line 1', quantity: 1 }] },
    {
      locationId: 'north',
      lines: [
        { orderLineId: 'line 1', quantity: 1 },
        { orderLineId: 'line 2', quantity: 1 },
      ],
    },
  ]
  const inParcels = unitsInParcels(lines, parcels)
  expect(inParcels).toEqual([
    { variantId: 'shirt', locationId: 'north', quantity: 2 },
    { variantId: 'lamp', locationId: 'north', quantity: 1 },
  ])
  expect(unsentUnits(lines, allocations, inParcels)).toEqual([
    { variantId: 'shirt', locationId: 'north', quantity: 1 },
    { variantId: 'shirt', locationId: 'south', quantity: 1 },
  ])
  expect(unsentUnits(lines, allocations, [])).toEqual(allocations)
})

test('no more is sent than was ordered, whatever inventory took', () => {
  const twice = [...allocations, { variantId: 'shirt', locationId: 'east', quantity: 3 }]
  expect(unsentUnits(lines, twice, [])).toEqual(allocations)
})

test('a parcel with something that was not ordered is a fault', () => {
  expect(() =>
    unitsInParcels(lines, [{ locationId: 'north', lines: [{ orderLineId: 'other', quantity: 1 }] }]),
  ).toThrow('not in its order')
})
