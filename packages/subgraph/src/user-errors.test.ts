import { expect, test } from 'vitest'
import { checkQuantity, checkText } from './input.ts'
import { Refusal, refuseIfAny, settle, userError } from './user-errors.ts'

test('a refusal becomes user errors, everything else passes on', async () => {
  const error = userError('OUT_OF_STOCK', 'Nothing left.', ['input', 'quantity'])
  expect(await settle(() => Promise.reject(new Refusal(error)))).toEqual({ value: null, userErrors: [error] })
  expect(await settle(async () => 7)).toEqual({ value: 7, userErrors: [] })
  await expect(settle(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})

test('all failed checks are refused together', async () => {
  const { userErrors } = await settle(async () =>
    refuseIfAny(
      checkText(' ', ['name'], { max: 10 }),
      checkText('ok', ['city'], { max: 10 }),
      checkText('x'.repeat(11), ['street'], { max: 10 }),
      checkText('x', ['note'], { min: 2, max: 10 }),
      ...[0, -1, 1e9, 1.5, Number.NaN].map((quantity) => checkQuantity(quantity, [String(quantity)])),
      checkQuantity(1, ['1']),
    ),
  )
  const fields = ['name', 'street', 'note', '0', '-1', '1000000000', '1.5', 'NaN']
  expect(userErrors.map((error) => error.field?.[0])).toEqual(fields)
})
