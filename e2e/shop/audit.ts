import { subgraphNames } from '@shop/prisma/databases'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect } from 'vitest'
import { AUDIT_RULES, EVENT_RULES, ORDER_FACTS } from './audit-rules.ts'

/**
 * Compares what the five databases say of orders, stock and money, past the subgraphs, and answers in words where they
 * disagree: with themselves, with each other, or with the payment provider. A shop in which nothing is under way has none.
 */
export async function auditShop(databaseUrl: (name: string) => string): Promise<string[]> {
  const clients = new Map(subgraphNames.map((name) => [name as string, new pg.Client(databaseUrl(name))]))
  const query = async <Row extends pg.QueryResultRow>(database: string, sql: string, values: unknown[] = []) => {
    const client = clients.get(database)
    if (!client) throw new Error(`there is no database of ${database}`)
    return (await client.query<Row>(sql, values)).rows
  }
  try {
    await Promise.all([...clients.values()].map((client) => client.connect()))
    const facts = JSON.stringify(await query('orders', ORDER_FACTS))
    const faults: string[] = []
    for (const database of clients.keys()) {
      for (const sql of EVENT_RULES) faults.push(...(await faultsOf(database, sql)))
    }
    for (const { database, sql, acrossDatabases } of AUDIT_RULES) {
      faults.push(...(await faultsOf(database, sql, acrossDatabases ? [facts] : [])))
    }
    return faults

    async function faultsOf(database: string, sql: string, values: unknown[] = []): Promise<string[]> {
      return (await query<{ fault: string }>(database, sql, values)).map(({ fault }) => `${database}: ${fault}`)
    }
  } finally {
    await Promise.all([...clients.values()].map((client) => client.end()))
  }
}

/** Audits until nothing is found, since events may be on their way; fails with what is still found after `timeoutMs`. */
export async function expectCleanAudit(databaseUrl: (name: string) => string, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let faults = await auditShop(databaseUrl)
  while (faults.length > 0 && performance.now() < deadline) {
    await delay(200)
    faults = await auditShop(databaseUrl)
  }
  expect(faults).toEqual([])
}
