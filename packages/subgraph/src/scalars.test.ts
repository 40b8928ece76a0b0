import { expect, test } from 'vitest'
import { CurrencyCode, DateTime, Decimal } from './scalars.ts'

const badInput = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })

test('a DateTime goes in with any offset and comes out in UTC', () => {
  const moment = DateTime.parseValue('2026-03-01T12:00:00.5+02:00')
  expect(moment).toEqual(new Date('2026-03-01T10:00:00.500Z'))
  expect(DateTime.serialize(moment)).toBe('2026-03-01T10:00:00.500Z')
  expect(DateTime.serialize('2026-03-01T10:00:00Z')).toBe('2026-03-01T10:00:00.000Z')
})

test.each([
  '2026-03-01',
  '2026-02-30T00:00:00Z',
  '2026-03-01T25:00:00Z',
  '2026-03-01 12:00:00Z',
  '0000-06-01T00:00:00Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  'now',
  '',
  1_700_000_000,
])('%s is no DateTime', (text) => {
  expect(() => DateTime.parseValue(text)).toThrow(badInput)
})

test('a Decimal keeps every digit', () => {
  expect(Decimal.parseValue('123456789012345678.123456789')).toBe('123456789012345678.123456789')
  expect(Decimal.serialize('0.10')).toBe('0.10')
})

test.each([1.5, '1.', '01', '1e3', '--1', 'NaN', '', null])('%s is no Decimal', (value) => {
  expect(() => Decimal.parseValue(value)).toThrow(badInput)
})

test('a CurrencyCode is one of ISO 4217, in capitals', () => {
  expect(CurrencyCode.parseValue('CHF')).toBe('CHF')
  expect(() => CurrencyCode.parseValue('chf')).toThrow(badInput)
  expect(() => CurrencyCode.parseValue('XYZ')).toThrow(badInput)
})

test('a wrong value on its way out is not blamed on the client', () => {
  for (const [scalar, value] of [
    [DateTime, new Date(Number.NaN)],
    [Decimal, 1.5],
    [CurrencyCode, 'EURO'],
  ] as const) {
    expect(() => scalar.serialize(value)).toThrow(TypeError)
  }
})
