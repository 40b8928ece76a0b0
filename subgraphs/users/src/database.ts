import type { Prisma } from './generated/prisma/client.ts'

/** What a write takes. A whole client is refused by the type: its statements would each be on their own. */
export type Transaction = Prisma.TransactionClient & { $connect?: never }
