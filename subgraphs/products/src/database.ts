import type { Prisma, PrismaClient } from './generated/prisma/client.ts'

export type Database = PrismaClient

/** What a write takes. A whole client is refused by the type: its statements would each be on their own. */
export type Transaction = Prisma.TransactionClient & { $connect?: never }

/** What a read takes: the client, or the transaction that the read is part of. */
export type Reader = Prisma.TransactionClient
