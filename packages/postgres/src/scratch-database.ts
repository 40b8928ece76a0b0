import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Creates an empty database on the server of `serverUrl`, hands its URL to `work`, and drops it in any case. */
export async function withScratchDatabase<Result>(
  serverUrl: string,
  work: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const name = `scratch_${randomUUID()}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const client = new pg.Client(serverUrl)
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
    return await work(url.href)
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
    await client.end()
  }
}
