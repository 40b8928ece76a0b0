import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Pool } from 'undici'
import type { FloorScript } from '../contenders/floors.ts'
import { readRequest } from './read-request.ts'

// The second floor: a bare server that asks the subgraphs what our router asks them, in the same waves, parses what comes
// and writes the answer. It does not merge: the answer is written from an object that lies ready.

const CONNECTIONS = 64
const headers = { 'content-type': 'application/json', accept: 'application/json' }

const [port = '', file = ''] = process.argv.slice(2)
const script = JSON.parse(readFileSync(file, 'utf8')) as FloorScript
const pools = new Map<string, Pool>()
const steps = new Map(
  Object.entries(script).map(([body, { answer, waves }]) => [
    body,
    { merged: JSON.parse(answer) as unknown, waves: waves.map((wave) => wave.map(toFetch)) },
  ]),
)

createServer((request, response) => {
  readRequest(request, (body) => {
    answer(body).then(
      (text) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
        response.end(text)
      },
      (error: unknown) => {
        console.error(error)
        response.writeHead(500).end()
      },
    )
  })
}).listen(Number(port), '127.0.0.1')

type Fetch = () => Promise<unknown>

function toFetch({ url, body }: { url: string; body: string }): Fetch {
  const { origin, pathname: path } = new URL(url)
  const pool = pools.get(origin) ?? new Pool(origin, { connections: CONNECTIONS })
  pools.set(origin, pool)
  return async () => {
    const response = await pool.request({ method: 'POST', path, headers, body })
    return JSON.parse(await response.body.text())
  }
}

async function answer(body: string): Promise<string> {
  const known = steps.get(body)
  if (!known) return '{"data":{"__typename":"Query"}}'
  for (const wave of known.waves) {
    // Most waves are one fetch, which needs no Promise.all.
    if (wave.length === 1) await wave[0]?.()
    else await Promise.all(wave.map((fetch) => fetch()))
  }
  return JSON.stringify(known.merged)
}
