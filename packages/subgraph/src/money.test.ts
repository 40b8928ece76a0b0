import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currencyDigits } from './currency.ts'
import { toDecimal, toMinorUnits, toMoney } from './money.ts'

test('an amount is written with the digits of its currency', () => {
  expect(toDecimal(1999, 'EUR')).toBe('19.99')
  expect(toDecimal(5, 'EUR')).toBe('0.05')
  expect(toDecimal(-5n, 'EUR')).toBe('-0.05')
  expect(toDecimal(1999, 'JPY')).toBe('1999')
  expect(toDecimal(1999, 'KWD')).toBe('1.999')
  expect(toMoney(0, 'EUR')).toEqual({ amount: '0.00', currencyCode: 'EUR' })
})

test('minor units and decimals are exact inverses in every currency', () => {
  const currency = fc.constantFrom('EUR', 'JPY', 'KWD')
  fc.assert(
    fc.property(fc.maxSafeInteger(), currency, (minorUnits, code) => {
      // minus zero has no decimal of its own
      expect(toMinorUnits(toDecimal(minorUnits, code), code)).toBe(minorUnits + 0)
    }),
  )
})

test('fewer digits than the currency has are filled up, more are refused unless they are zeros', () => {
  expect(toMinorUnits('19.9', 'EUR')).toBe(1990)
  expect(toMinorUnits('19', 'EUR')).toBe(1900)
  expect(toMinorUnits('19.990', 'EUR')).toBe(1999)
  expect(toMinorUnits('19.999', 'EUR')).toBeNull()
  expect(toMinorUnits('19.5', 'JPY')).toBeNull()
})

test.each(['', '.5', '1e3', '1,5', '0x10', ' 1', '99999999999999999', '-'])('"%s" is no amount', (text) => {
  expect(toMinorUnits(text, 'EUR')).toBeNull()
})

test('what is no integer or no currency is a fault of the program', () => {
  expect(() => toDecimal(1.5, 'EUR')).toThrow(RangeError)
  expect(() => currencyDigits('EURO')).toThrow(RangeError)
  expect(() => currencyDigits('eur')).toThrow(RangeError)
})
