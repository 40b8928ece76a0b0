import { auditRules } from '@shop/prisma/audit/audit-rules'
import { auditShop } from '@shop/prisma/audit/audit-shop'
import { demoPassword } from '@shop/prisma/demo/people'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@shop/postgres/embedded'
import { waitUntil } from '@shop/testkit/wait-until'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDataFolder, removeDataFolder } from './data-folder.ts'
import { expectCleanAudit } from './audit.ts'
import { openDatabases } from './databases.ts'
import { signIn } from './shop-client.ts'
import { findVariants, placeOrder } from './shopping.ts'
import { runAudit } from './run-audit.ts'
import { SABOTAGE } from './sabotage.ts'
import { startStandaloneShop } from './topologies.ts'

/** Triggers and constraints would refuse what is done here, and rightly; the audit does not rely on them. */
const WITHOUT_GUARDS = `SET session_replication_role = replica;
  DO $$ DECLARE guard record; BEGIN
    FOR guard IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0 LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', guard.place, guard.conname);
    END LOOP;
  END $$;`

let postgres: EmbeddedPostgres
const dataFolder = makeDataFolder()

/** A shop sells, and is stopped; its databases stay, to be cloned and broken. */
beforeAll(async () => {
  const shop = await startStandaloneShop({}, { dataFolder })
  const databases = await openDatabases(shop.databaseUrl)
  try {
    const ada = await signIn(shop.url, 'ada@example.com', demoPassword)
    const [variant = '', other = ''] = await findVariants(ada)
    await placeOrder(ada, variant)
    await placeOrder(ada, other, { paymentMethod: 'pm_card_chargeDeclined' })
    const open = `SELECT count(*)::int FROM orders WHERE status IN ('PENDING', 'CONFIRMED')`
    await waitUntil(async () => (await databases.value('orders', open)) === 0, { what: 'both orders to be final' })
    const counted = `SELECT coalesce(sum(orders), 0)::int FROM sales_rollups JOIN statistics_generations ON generation = id WHERE built_at IS NOT NULL`
    await waitUntil(async () => Number(await databases.value('orders', counted)) > 0, {
      what: 'the statistics to be built',
      timeoutMs: 60_000,
    })
    await expectCleanAudit(shop.databaseUrl)
  } finally {
    await databases.close()
    await shop.stop()
  }
  postgres = await startEmbeddedPostgres({ dataFolder: join(dataFolder, 'postgres'), fsync: false })
})
afterAll(async () => {
  await postgres?.stop()
  await removeDataFolder(dataFolder)
})

it('names every rule once, and knows how to break each', () => {
  const names = auditRules.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(Object.keys(SABOTAGE).toSorted()).toEqual(names.toSorted())
})

it.each(auditRules.map((rule) => ({ name: rule.name, rule })))(
  'the rule $name finds what was broken by hand',
  async ({ name, rule }) => {
    const { database } = rule
    const clone = `${database}_broken`
    const databaseUrl = (wanted: string) => postgres.databaseUrl(wanted === database ? clone : wanted)
    await execute(postgres.superuserUrl, `CREATE DATABASE ${clone} TEMPLATE ${database}`)
    try {
      await execute(databaseUrl(database), `${WITHOUT_GUARDS} ${SABOTAGE[name] ?? ''}`)
      const findings = await auditShop({ databaseUrl, atRest: true, waitMs: 0, rules: [rule] })
      expect(findings.length).toBeGreaterThan(0)
      expect(findings.every(({ id, fault }) => id.length > 0 && fault.length > 0)).toBe(true)
    } finally {
      await execute(postgres.superuserUrl, `DROP DATABASE ${clone}`)
    }
  },
)

it('what is under way counts only against a shop at rest', async () => {
  const unpublished = { rule: 'users.events-are-published' }
  await execute(postgres.databaseUrl('users'), SABOTAGE[unpublished.rule] ?? '')
  const audit = (atRest: boolean) => auditShop({ databaseUrl: postgres.databaseUrl, atRest, waitMs: 0 })
  expect(await audit(true)).toMatchObject([unpublished])
  expect(await audit(false)).toEqual([])
})

it('the command ends with 0, 1 or 2, and finds the databases of a running shop by its data folder', async () => {
  expect(await runAudit(['--data', dataFolder, '--wait', '0'])).toMatchObject({ code: 0 })
  const found = await runAudit(['--data', dataFolder, '--wait', '0', '--at-rest', '--json'])
  expect(found.code).toBe(1)
  expect(JSON.parse(found.output)).toMatchObject({ findings: [{ rule: 'users.events-are-published' }] })
  const lost = await runAudit(['--data', makeDataFolder()])
  expect(lost.code).toBe(2)
  expect(lost.errors).toContain('no shop runs on')
})

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
