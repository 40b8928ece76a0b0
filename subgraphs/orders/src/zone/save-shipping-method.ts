import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { checkText } from '@shop/subgraph/input'
import { toMinorUnits } from '@shop/subgraph/money'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { isTaxClass } from '../quote/tax.ts'
import { shopMinorUnits, type GivenMoney } from '../shop-money.ts'
import type { ShippingBand, ShippingBasis, ShippingMethod } from './shipping-method.ts'
import { findZonesById, saveShippingMethod as save } from './zone-store.ts'

/** A way of delivery as staff give it. */
export type SaveShippingMethodInput = {
  id: string | null
  zoneId: string
  title: string
  basis: ShippingBasis
  taxClass: string
  position: number
  bands: { from: string; price: GivenMoney | null }[]
}

const MAXIMUM_METHODS = 20
const MAXIMUM_BANDS = 50
const MAXIMUM_POSITION = 1_000_000

/** Creates a way of delivery, or writes an existing one whole. */
export async function saveShippingMethod(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  { id, bands: given, ...input }: SaveShippingMethodInput,
): Promise<ShippingMethod> {
  refuseIfAny(checkText(input.title, ['input', 'title'], { max: 100 }))
  if (!isTaxClass(input.taxClass)) throw refusal('OUT_OF_RANGE', ['input', 'taxClass'])
  if (Math.abs(input.position) > MAXIMUM_POSITION) throw refusal('OUT_OF_RANGE', ['input', 'position'])
  const bands = readBands(given, input.basis)
  return transact(async (tx) => {
    const [zone] = await findZonesById(tx, [input.zoneId])
    if (!zone) throw refusal('NOT_FOUND', ['input', 'zoneId'])
    const others = zone.shippingMethods.filter((method) => method.id !== id)
    if (others.length >= MAXIMUM_METHODS) throw refusal('LIMIT_REACHED', null)
    const method = await save(tx, id, { ...input, title: input.title.trim(), bands }, clock.now())
    if (!method) throw refusal('NOT_FOUND', ['input', 'id'])
    return method
  })
}

function readBands(given: SaveShippingMethodInput['bands'], basis: ShippingBasis): ShippingBand[] {
  if (given.length < 1 || given.length > MAXIMUM_BANDS) throw refusal('OUT_OF_RANGE', ['input', 'bands'])
  const seen = new Set<number>()
  return given.map(({ from: text, price }, index) => {
    const field = ['input', 'bands', String(index)]
    const from = basis === 'PRICE' ? toMinorUnits(text, SHOP_CURRENCY) : toWhole(text)
    if (from === null || from < 0 || seen.has(from)) throw refusal('OUT_OF_RANGE', [...field, 'from'])
    seen.add(from)
    return { from, price: price && shopMinorUnits(price, [...field, 'price']) }
  })
}

function toWhole(text: string): number | null {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : null
}
