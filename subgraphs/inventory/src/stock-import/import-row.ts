import { MAXIMUM_UNITS } from '../stock/units.ts'

/** A row of an import as it came. Numbers that cannot be read are NaN; null is what was left out. */
export type ImportRow = {
  sku: string
  location: string
  onHand: number
  safetyStock: number | null
  lowStockThreshold: number | null
}

/** A row whose variant and location are known. */
export type ResolvedRow = ImportRow & { variantId: string; locationId: string }

/** What is wrong with a row. */
export type RowFault = { code: string; message: string }

/** What rows refer to: the variants of each SKU, and the locations of each name and each global ID. */
export type ImportCatalogue = {
  variantsOf: ReadonlyMap<string, readonly string[]>
  locationsOf: ReadonlyMap<string, readonly string[]>
}

/** Finds what every row refers to, and what is wrong with it. Both lists are in the order of the rows. */
export function resolveRows(
  rows: readonly ImportRow[],
  { variantsOf, locationsOf }: ImportCatalogue,
): { resolved: (ResolvedRow | null)[]; faults: (RowFault | null)[] } {
  const seen = new Set<string>()
  const faults: (RowFault | null)[] = []
  const resolved = rows.map((row) => {
    const variants = variantsOf.get(row.sku) ?? []
    const locations = locationsOf.get(row.location) ?? []
    const [variantId = ''] = variants
    const [locationId = ''] = locations
    const place = `${variantId} ${locationId}`
    const fault =
      faultOfNumbers(row) ??
      faultOfName(variants.length, `the SKU "${row.sku}"`) ??
      faultOfName(locations.length, `the location "${row.location}"`) ??
      (seen.has(place)
        ? { code: 'DUPLICATE', message: 'An earlier row is about the same variant and location.' }
        : null)
    seen.add(place)
    faults.push(fault)
    return fault ? null : { ...row, variantId, locationId }
  })
  return { resolved, faults }
}

function faultOfNumbers({ onHand, safetyStock, lowStockThreshold }: ImportRow): RowFault | null {
  const isRight = (units: number) => Number.isInteger(units) && units >= 0 && units <= MAXIMUM_UNITS
  const all = [onHand, safetyStock ?? 0, lowStockThreshold ?? 0]
  return all.every(isRight) ? null : { code: 'OUT_OF_RANGE', message: `Numbers are from 0 to ${MAXIMUM_UNITS}.` }
}

function faultOfName(found: number, name: string): RowFault | null {
  if (found === 1) return null
  return found === 0
    ? { code: 'NOT_FOUND', message: `Nothing has ${name}.` }
    : { code: 'AMBIGUOUS', message: `Several have ${name}.` }
}
