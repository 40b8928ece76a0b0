import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { subgraphNames, type SubgraphName } from '../databases.ts'
import { ORDER_FACTS, type AuditRule, type OrderFacts } from './audit-rule.ts'
import { auditRules } from './audit-rules.ts'

/** A disagreement. `rule` names what should hold, `id` what breaks it, `fault` says it in words. */
export type Finding = { rule: string; id: string; fault: string }

export type AuditOptions = {
  databaseUrl(name: SubgraphName): string
  /** Whether nothing is under way in this shop: then more must hold. */
  atRest: boolean
  /** How long to look again while something is found. Only what was there each time counts: the rest was on its way. */
  waitMs: number
  /** Only these, instead of all rules. */
  rules?: readonly AuditRule[]
}

const LOOK_AGAIN_MS = 200
const ORDERS_AT_ONCE = 10_000
const FIRST_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * Compares what the five databases say of orders, stock, money and events, past the subgraphs, and tells where they
 * disagree: with themselves, with each other, or with the payment provider. Writes nothing. Throws when a database cannot
 * be read.
 */
export async function auditShop({ databaseUrl, atRest, waitMs, rules: asked }: AuditOptions): Promise<Finding[]> {
  const rules = (asked ?? auditRules).filter((rule) => atRest || !rule.atRest)
  const databases = await openDatabases(databaseUrl)
  try {
    const deadline = performance.now() + waitMs
    let findings = await findFaults(databases, rules)
    while (findings.length > 0 && performance.now() < deadline) {
      await delay(LOOK_AGAIN_MS)
      const now = new Map((await findFaults(databases, rules)).map((finding) => [keyOf(finding), finding]))
      // At rest everything must have an end, whatever it was a moment ago; in a busy shop only what stays is wrong.
      findings = atRest ? [...now.values()] : findings.filter((finding) => now.has(keyOf(finding)))
    }
    return findings
  } finally {
    await closeDatabases(databases)
  }
}

type OpenDatabases = ReadonlyMap<SubgraphName, pg.Client>

async function openDatabases(databaseUrl: AuditOptions['databaseUrl']): Promise<OpenDatabases> {
  const databases = new Map<SubgraphName, pg.Client>()
  try {
    for (const name of subgraphNames) {
      const client = new pg.Client(databaseUrl(name))
      // What breaks the connection rejects the statement under way, too.
      client.on('error', () => undefined)
      databases.set(name, client)
      await client.connect()
    }
    return databases
  } catch (error) {
    await closeDatabases(databases)
    throw error
  }
}

async function closeDatabases(databases: OpenDatabases): Promise<void> {
  await Promise.all([...databases.values()].map((client) => client.end()))
}

async function findFaults(databases: OpenDatabases, rules: readonly AuditRule[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const rule of rules.filter(({ comparesOrders }) => !comparesOrders)) {
    findings.push(...(await ask(databases, rule, [])))
  }
  for await (const values of readOrderFacts(databases)) {
    for (const rule of rules.filter(({ comparesOrders }) => comparesOrders)) {
      findings.push(...(await ask(databases, rule, values)))
    }
  }
  return findings
}

async function ask(databases: OpenDatabases, { name, database, sql }: AuditRule, values: string[]): Promise<Finding[]> {
  const result = await databases.get(database)?.query<{ id: unknown; fault: string }>(sql, values)
  return (result?.rows ?? []).map(({ id, fault }) => ({ rule: name, id: String(id), fault }))
}

/** All orders in portions, each as the values of a rule that compares orders; together they cover every possible id. */
async function* readOrderFacts(databases: OpenDatabases): AsyncGenerator<[facts: string, after: string, to: string]> {
  for (let after = FIRST_ID; after !== LAST_ID;) {
    const result = await databases.get('orders')?.query<OrderFacts>(ORDER_FACTS, [after, ORDERS_AT_ONCE])
    const facts = result?.rows ?? []
    const to = facts.length < ORDERS_AT_ONCE ? LAST_ID : (facts.at(-1)?.id ?? LAST_ID)
    yield [JSON.stringify(facts), after, to]
    after = to
  }
}

function keyOf({ rule, id, fault }: Finding): string {
  return `${rule} ${id} ${fault}`
}
