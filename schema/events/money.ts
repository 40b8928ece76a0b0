import { z } from 'zod'

/** An amount in events: integer minor units (cents of EUR) and the ISO 4217 code of the currency. */
export const EventMoney = z.object({ amount: z.int(), currencyCode: z.string().length(3) })
export type EventMoney = z.infer<typeof EventMoney>
