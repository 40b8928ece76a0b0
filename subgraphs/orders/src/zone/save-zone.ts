import { isCountryCode } from '@shop/subgraph/contact-formats'
import { checkText } from '@shop/subgraph/input'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { isTaxClass, toPpm } from '../quote/tax.ts'
import type { Zone, ZoneArea } from './zone.ts'
import { countZones, saveZone as save } from './zone-store.ts'

/** A zone as staff give it; `rate` is in percent. */
export type SaveZoneInput = {
  id: string | null
  name: string
  pricesIncludeTax: boolean
  areas: ZoneArea[]
  taxRates: { taxClass: string; title: string; rate: string }[]
}

const MAXIMUM_ZONES = 200
const MAXIMUM_AREAS = 300
const MAXIMUM_RATES = 50

/** Creates a zone, or writes an existing one whole. */
export async function saveZone(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  { id, name, pricesIncludeTax, areas, taxRates: given }: SaveZoneInput,
): Promise<Zone> {
  refuseIfAny(checkText(name, ['input', 'name'], { max: 100 }))
  if (areas.length < 1 || areas.length > MAXIMUM_AREAS) throw refusal('OUT_OF_RANGE', ['input', 'areas'])
  if (given.length > MAXIMUM_RATES) throw refusal('OUT_OF_RANGE', ['input', 'taxRates'])
  for (const [index, area] of areas.entries()) checkArea(area, ['input', 'areas', String(index)])
  const taxRates = given.map((rate, index) => readRate(rate, ['input', 'taxRates', String(index)]))

  return transact(async (tx) => {
    if (id === null && (await countZones(tx)) >= MAXIMUM_ZONES) throw refusal('LIMIT_REACHED', null)
    const zone = await save(tx, id, { name: name.trim(), pricesIncludeTax, areas, taxRates }, clock.now())
    if (!zone) throw refusal('NOT_FOUND', ['input', 'id'])
    return zone
  })
}

function checkArea({ countryCode, region, postalPrefix }: ZoneArea, field: readonly string[]): void {
  // The whole world has no regions of its own; and an empty text would be all of them.
  const isCountry = countryCode !== null && isCountryCode(countryCode)
  if (!isCountry && (countryCode !== null || region !== null || postalPrefix !== null)) {
    throw refusal('INVALID_COUNTRY_CODE', [...field, 'countryCode'])
  }
  refuseIfAny(
    region === null ? null : checkText(region, [...field, 'region'], { max: 100 }),
    postalPrefix === null ? null : checkText(postalPrefix, [...field, 'postalPrefix'], { max: 20 }),
  )
}

function readRate({ taxClass, title, rate }: SaveZoneInput['taxRates'][number], field: readonly string[]) {
  refuseIfAny(checkText(title, [...field, 'title'], { max: 100 }))
  if (!isTaxClass(taxClass)) throw refusal('OUT_OF_RANGE', [...field, 'taxClass'])
  const ratePpm = toPpm(rate)
  if (ratePpm === null) throw refusal('OUT_OF_RANGE', [...field, 'rate'])
  return { taxClass, title: title.trim(), ratePpm }
}
