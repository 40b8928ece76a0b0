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

test('a parcel that has arrived stays, and its arrival is believed whatever the clock says', () => {
  const parcel = { status: 'OUT_FOR_DELIVERY', statusAt: new Date(5_000) } as const
  expect(reportMovesParcel(parcel, { status: 'DELIVERED', occurredAt: new Date(1_000) })).toBe(true)
  expect(reportMovesParcel(parcel, { status: 'IN_TRANSIT', occurredAt: new Date(1_000) })).toBe(false)
  for (const status of ['DELIVERED', 'RETURN_TO_SENDER', 'CANCELLED'] as const) {
    expect(hasArrived(status)).toBe(true)
    expect(reportMovesParcel({ status, statusAt: new Date(0) }, { status: 'IN_TRANSIT', occurredAt: new Date() })).toBe(
      false,
    )
  }
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
