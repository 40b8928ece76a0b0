// A process for the tests to kill: starts the server, commits row after row, and reports each committed one.
import { startEmbeddedPostgres } from '@shop/postgres/embedded'
import pg from 'pg'

const server = await startEmbeddedPostgres({ dataFolder: process.argv[2]! })
const client = new pg.Client(server.superuserUrl)
await client.connect()
await client.query('CREATE TABLE IF NOT EXISTS item (id int PRIMARY KEY)')
process.stdout.write(`port ${server.port}\n`)
for (let id = 1; ; id += 1) {
  await client.query('INSERT INTO item VALUES ($1)', [id])
  process.stdout.write(`${id}\n`)
}
