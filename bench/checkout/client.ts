import { Pool } from 'undici'
import type { Dispatcher } from 'undici'

/** A client of the public endpoint: as many connections as buyers, each with one request in flight. */
export type Client = {
  ask<Data>(query: string, variables?: object, token?: string): Promise<Data>
  /** The same, with what is said beside the answer. */
  send<Data>(query: string, variables?: object, token?: string): Promise<Sent<Data>>
  /** The events of a subscription, as an event stream; who stops reading closes its connection. */
  follow<Data>(query: string, variables: object, token: string, patienceMs: number): AsyncIterable<Data>
  close(): Promise<void>
}

type Sent<Data> = { data: Data; headers: Dispatcher.ResponseData['headers'] }
type Answer = { data?: unknown; errors?: unknown }

export function openClient(url: string, connections: number): Client {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  function post(accept: string, parameters: object, token?: string): Promise<Dispatcher.ResponseData> {
    return pool.request({
      path: pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(parameters),
    })
  }
  async function send<Data>(query: string, variables: object = {}, token?: string): Promise<Sent<Data>> {
    const { body, headers } = await post('application/json', { query, variables }, token)
    return { data: dataOf((await body.json()) as Answer) as Data, headers }
  }
  return {
    async ask<Data>(query: string, variables?: object, token?: string): Promise<Data> {
      return (await send<Data>(query, variables, token)).data
    },
    send,
    async *follow<Data>(query: string, variables: object, token: string, patienceMs: number): AsyncIterable<Data> {
      const { body } = await post('text/event-stream', { query, variables }, token)
      const timer = setTimeout(() => body.destroy(new Error('what was waited for has not come')), patienceMs)
      try {
        for await (const data of eventsOf(body.setEncoding('utf8'))) yield dataOf(JSON.parse(data) as Answer) as Data
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => pool.close(),
  }
}

/** The data of each event, as far as an event has any. */
async function* eventsOf(chunks: AsyncIterable<string>): AsyncIterable<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const events = (rest + chunk).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const [data] = /(?<=^data: ).+$/m.exec(event) ?? []
      if (data) yield data
    }
  }
}

function dataOf(answer: Answer): unknown {
  if (answer.errors || !answer.data) throw new Error(`answered ${JSON.stringify(answer)}`)
  return answer.data
}
