import { fromGlobalId } from '@shop/subgraph/global-id'
import { isCountryCode } from '@shop/subgraph/contact-formats'
import { checkText } from '@shop/subgraph/input'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import type { UserError } from '@shop/subgraph/user-errors'
import { randomUUID } from 'node:crypto'
import type { StockTransact } from '../context.ts'
import { insertLocation, lockLocations, updateLocationRow } from './location-store.ts'
import type { LocationRow } from './location-store.ts'

const MAXIMUM_PRIORITY = 10_000

/** What staff say of a location. */
export type LocationInput = { name: string; city: string; countryCode: string; priority: number }

/**
 * Adds a location.
 * Throws a Refusal: BLANK, TOO_LONG, INVALID_COUNTRY_CODE, OUT_OF_RANGE, NAME_TAKEN, PRIORITY_TAKEN.
 */
export async function createLocation(context: { transact: StockTransact }, input: LocationInput): Promise<LocationRow> {
  const location = { ...tidy(input), id: randomUUID() }
  return context.transact(async (tx) => {
    const others = await lockLocations(tx)
    refuseIfAny(
      checkName(location, others),
      others.some(({ priority }) => priority === location.priority)
        ? userError('PRIORITY_TAKEN', 'Another location has this priority.', ['input', 'priority'])
        : null,
    )
    return insertLocation(tx, location)
  })
}

/**
 * Changes a location. Whose priority it takes gets the one that it had, so there is always an order.
 * Throws a Refusal: NOT_FOUND, BLANK, TOO_LONG, INVALID_COUNTRY_CODE, OUT_OF_RANGE, NAME_TAKEN.
 */
export async function updateLocation(
  context: { transact: StockTransact },
  input: { id: string } & { [Field in keyof LocationInput]?: LocationInput[Field] | null },
): Promise<LocationRow> {
  const id = fromGlobalId(input.id, 'Location', ['input', 'id'])
  return context.transact(async (tx) => {
    const locations = await lockLocations(tx)
    const location = locations.find((one) => one.id === id)
    if (!location) throw new Refusal(userError('NOT_FOUND', 'There is no such location.', ['input', 'id']))
    const changed = {
      id,
      ...tidy({
        name: input.name ?? location.name,
        city: input.city ?? location.city,
        countryCode: input.countryCode ?? location.countryCode,
        priority: input.priority ?? location.priority,
      }),
    }
    const others = locations.filter((one) => one.id !== id)
    refuseIfAny(checkName(changed, others))
    const other = others.find(({ priority }) => priority === changed.priority)
    return updateLocationRow(tx, changed, other && { ...other, priority: location.priority })
  })
}

function tidy({ name, city, countryCode, priority }: LocationInput): LocationInput {
  refuseIfAny(
    checkText(name, ['input', 'name'], { max: 100 }),
    checkText(city, ['input', 'city'], { max: 100 }),
    isCountryCode(countryCode)
      ? null
      : userError('INVALID_COUNTRY_CODE', 'There is no such country code.', ['input', 'countryCode']),
    Number.isInteger(priority) && priority >= 1 && priority <= MAXIMUM_PRIORITY
      ? null
      : userError('OUT_OF_RANGE', `Must be from 1 to ${MAXIMUM_PRIORITY}.`, ['input', 'priority']),
  )
  return { name: name.trim(), city: city.trim(), countryCode, priority }
}

function checkName({ name }: LocationInput, others: readonly LocationRow[]): UserError | null {
  const isTaken = others.some((other) => other.name === name)
  return isTaken ? userError('NAME_TAKEN', 'Another location has this name.', ['input', 'name']) : null
}
