import { checkText } from '@shop/subgraph/input'
import { refuseIfAny } from '@shop/subgraph/user-errors'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { shopMinorUnits, type GivenMoney } from '../shop-money.ts'
import { isWellFormedCode, normalizeCode, type Promotion } from './promotion.ts'
import { insertPromotion } from './promotion-store.ts'

/** What staff give of a new promotion; what is undefined was left out. */
export type CreatePromotionInput = Pick<Promotion, 'kind' | 'combinable'> & {
  title?: string | undefined
  code?: string | undefined
  percentageOff?: number | undefined
  amountOff?: GivenMoney | undefined
  buyQuantity?: number | undefined
  getQuantity?: number | undefined
  minimumSubtotal?: GivenMoney | undefined
  variantIds: string[]
  productIds: string[]
  categoryIds: string[]
  startsAt?: Date | undefined
  endsAt?: Date | undefined
  usageLimit?: number | undefined
  usageLimitPerCustomer?: number | undefined
}

const MAXIMUM_TARGETS = 100
const MAXIMUM_UNITS = 1_000
const MAXIMUM_USES = 2 ** 31 - 1

/** Creates a promotion whose code nobody else has. */
export async function createPromotion(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  input: CreatePromotionInput,
): Promise<Promotion> {
  const promotion = readPromotion(input, clock.now())
  return transact(async (tx) => {
    const created = await insertPromotion(tx, promotion)
    if (!created) throw refusal('CODE_TAKEN', ['input', 'code'])
    return created
  })
}

function readPromotion(input: CreatePromotionInput, now: Date): Omit<Promotion, 'id' | 'usageCount'> {
  const { kind, variantIds, productIds, categoryIds, startsAt, endsAt } = input
  const code = input.code === undefined ? null : normalizeCode(input.code)
  if (code !== null && !isWellFormedCode(code)) throw refusal('INVALID_CODE', ['input', 'code'])
  const title = (input.title ?? code ?? '').trim()
  refuseIfAny(checkText(title, ['input', 'title'], { max: 100 }))
  if (startsAt && endsAt && startsAt >= endsAt) throw refusal('OUT_OF_RANGE', ['input', 'endsAt'])
  for (const [name, ids] of Object.entries({ variantIds, productIds, categoryIds })) {
    if (ids.length > MAXIMUM_TARGETS) throw refusal('OUT_OF_RANGE', ['input', name])
  }
  return {
    title,
    code,
    kind,
    ...numbersOf(input),
    minimumSubtotal: input.minimumSubtotal ? shopMinorUnits(input.minimumSubtotal, ['input', 'minimumSubtotal']) : null,
    variantIds,
    productIds,
    categoryIds,
    combinable: input.combinable,
    startsAt: startsAt ?? null,
    endsAt: endsAt ?? null,
    usageLimit: between(input.usageLimit, MAXIMUM_USES, 'usageLimit'),
    usageLimitPerCustomer: between(input.usageLimitPerCustomer, MAXIMUM_USES, 'usageLimitPerCustomer'),
    createdAt: now,
  }
}

type Numbers = Pick<Promotion, 'percentageOff' | 'amountOff' | 'buyQuantity' | 'getQuantity'>

/** The numbers that the kind needs, and none that it does not know. */
function numbersOf({ kind, ...input }: CreatePromotionInput): Numbers {
  const needed: Readonly<Record<Promotion['kind'], readonly (keyof Numbers)[]>> = {
    PERCENTAGE: ['percentageOff'],
    FIXED_AMOUNT: ['amountOff'],
    FREE_SHIPPING: [],
    BUY_X_GET_Y: ['percentageOff', 'buyQuantity', 'getQuantity'],
  }
  const given = { ...input, percentageOff: input.percentageOff ?? (kind === 'BUY_X_GET_Y' ? 100 : undefined) }
  for (const name of ['percentageOff', 'amountOff', 'buyQuantity', 'getQuantity'] as const) {
    if ((given[name] !== undefined) !== needed[kind].includes(name)) throw refusal('OUT_OF_RANGE', ['input', name])
  }
  const amountOff = input.amountOff ? shopMinorUnits(input.amountOff, ['input', 'amountOff']) : null
  if (amountOff === 0) throw refusal('OUT_OF_RANGE', ['input', 'amountOff'])
  return {
    percentageOff: between(given.percentageOff, 100, 'percentageOff'),
    amountOff,
    buyQuantity: between(input.buyQuantity, MAXIMUM_UNITS, 'buyQuantity'),
    getQuantity: between(input.getQuantity, MAXIMUM_UNITS, 'getQuantity'),
  }
}

/** The number when it is from 1 to the maximum; null when it was left out. */
function between(number: number | undefined, maximum: number, name: string): number | null {
  if (number === undefined) return null
  if (number < 1 || number > maximum) throw refusal('OUT_OF_RANGE', ['input', name])
  return number
}
