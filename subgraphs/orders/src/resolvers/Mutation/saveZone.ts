import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireRole } from '@shop/subgraph/viewer'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { saveZone as save } from '../../zone/save-zone.ts'

export const saveZone: NonNullable<MutationResolvers['saveZone']> = async (_source, { input }, context) => {
  requireRole(context.viewer, 'STAFF')
  const zone = {
    id: input.id == null ? null : fromGlobalId(input.id, 'Zone', ['input', 'id']),
    name: input.name,
    pricesIncludeTax: input.pricesIncludeTax,
    areas: input.areas.map(({ countryCode, region, postalPrefix }) => ({
      countryCode: countryCode ?? null,
      region: region ?? null,
      postalPrefix: postalPrefix ?? null,
    })),
    taxRates: input.taxRates.map(({ taxClass = 'STANDARD', title, rate }) => ({ taxClass, title, rate })),
  }
  const { value, userErrors } = await settle(() => save(context, zone))
  return { zone: value, userErrors }
}
