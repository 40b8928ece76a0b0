import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasArrived, reportMovesParcel, type ShipmentStatus } from './shipment.ts'

type Report = { status: ShipmentStatus; occurredAt: Date }
type Parcel = { status: ShipmentStatus; statusAt: Date | null }

const WAY: ShipmentStatus[] = ['PRE_TRANSIT', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']
const reports: Report[] = WAY.map((status, index) => ({ status, occurredAt: new Date(index * 1_000) }))

function follow(some: readonly Report[]): Parcel {
  return some.reduce<Parcel>(
    (parcel, report) =>
      reportMovesParcel(parcel, report) ? { status: report.status, statusAt: report.occurredAt } : parcel,
    { status: 'UNKNOWN', statusAt: null },
  )
}

test('reports in any order, any of them twice, lead to where the last one says', () => {
  const disorder = fc.shuffledSubarray([...reports, ...reports], { minLength: 1 })
  fc.assert(
    fc.property(disorder, (some) => {
      const last = some.reduce((latest, report) => (report.occurredAt > latest.occurredAt ? report : latest))
      expect(follow(some).status).toBe(last.status)
    }),
  )
})

const anyReport: fc.Arbitrary<Report> = fc.record({
  status: fc.constantFrom<ShipmentStatus>(
    'UNKNOWN',
    'PRE_TRANSIT',
    'IN_TRANSIT',
    'OUT_FOR_DELIVERY',
    'DELIVERED',
    'AVAILABLE_FOR_PICKUP',
    'RETURN_TO_SENDER',
    'FAILURE',
    'CANCELLED',
    'ERROR',
  ),
  // Few moments, so that some are the same.
  occurredAt: fc.integer({ min: 0, max: 4 }).map((second) => new Date(second * 1_000)),
})

test('whatever is reported, every order of it, with any of it twice, ends in the same state', () => {
  const orders = fc.array(anyReport, { minLength: 1, maxLength: 8 }).chain((all) => {
    const twice = fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 })
    return fc.record({ all: fc.constant(all), twice })
  })
  fc.assert(
    fc.property(orders, ({ all, twice }) => {
      expect(follow(twice)).toEqual(follow(all))
    }),
    { numRuns: 500 },
  )
})

test('an arrival is believed whatever the clock says, and only another end can follow it', () => {
  const parcel = { status: 'OUT_FOR_DELIVERY', statusAt: new Date(5_000) } as const
  expect(reportMovesParcel(parcel, { status: 'DELIVERED', occurredAt: new Date(1_000) })).toBe(true)
  expect(reportMovesParcel(parcel, { status: 'IN_TRANSIT', occurredAt: new Date(1_000) })).toBe(false)
  const at = (second: number) => new Date(second * 1_000)
  for (const status of ['DELIVERED', 'RETURN_TO_SENDER', 'CANCELLED'] as const) {
    expect(hasArrived(status)).toBe(true)
    expect(reportMovesParcel({ status, statusAt: at(0) }, { status: 'IN_TRANSIT', occurredAt: at(9) })).toBe(false)
  }
  expect(reportMovesParcel({ status: 'CANCELLED', statusAt: at(9) }, { status: 'DELIVERED', occurredAt: at(1) })).toBe(
    true,
  )
  expect(
    reportMovesParcel({ status: 'RETURN_TO_SENDER', statusAt: at(1) }, { status: 'DELIVERED', occurredAt: at(9) }),
  ).toBe(false)
})

test('of two reports of one moment the one further on counts', () => {
  const at = new Date(1_000)
  expect(
    reportMovesParcel({ status: 'IN_TRANSIT', statusAt: at }, { status: 'OUT_FOR_DELIVERY', occurredAt: at }),
  ).toBe(true)
  expect(
    reportMovesParcel({ status: 'OUT_FOR_DELIVERY', statusAt: at }, { status: 'IN_TRANSIT', occurredAt: at }),
  ).toBe(false)
})
