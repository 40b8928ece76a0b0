import type { Prisma, PrismaClient } from './generated/prisma/client.ts'

export type Database = PrismaClient

/** What a write takes. A whole client is refused by the type: its statements would each be on their own. */
export type Transaction = Prisma.TransactionClient & { $connect?: never }
