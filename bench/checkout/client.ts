import { Pool } from 'undici'

/** A client of the public endpoint: as many connections as buyers, each with one request in flight. */
export type Client = {
  ask<Data>(query: string, variables?: object, token?: string): Promise<Data>
  close(): Promise<void>
}

export function openClient(url: string, connections: number): Client {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  return {
    async ask<Data>(query: string, variables: object = {}, token?: string): Promise<Data> {
      const { statusCode, body } = await pool.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify({ query, variables }),
      })
      const answer = (await body.json()) as { data?: Data; errors?: unknown }
      if (answer.errors || !answer.data) throw new Error(`answered ${statusCode}: ${JSON.stringify(answer)}`)
      return answer.data
    },
    close: () => pool.close(),
  }
}
