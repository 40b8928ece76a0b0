import type { ExecutionResult } from 'graphql'

/** What one event of a subscription told: its field's value and what stands in `extensions`, or the code of its error. */
export type ToldEvent<Value> = {
  value: Value
  cursor?: string
  gap?: true
  conflationKey?: string
  code?: unknown
}

/** The stream that a subgraph answers to a subscription. Throws with the errors when there is none. */
export function streamOf(answer: AsyncGenerator<ExecutionResult> | ExecutionResult): AsyncGenerator<ExecutionResult> {
  if (Symbol.asyncIterator in answer) return answer
  throw new Error(`no stream: ${JSON.stringify(answer)}`)
}

/** The next event. Throws when the stream has ended. */
export async function nextEvent<Value>(stream: AsyncGenerator<ExecutionResult>): Promise<ToldEvent<Value>> {
  const { value, done } = await stream.next()
  if (done) throw new Error('the stream has ended')
  return toldEvent<Value>(value)
}

/** All events until the stream ends. */
export async function remainingEvents<Value>(stream: AsyncGenerator<ExecutionResult>): Promise<ToldEvent<Value>[]> {
  const told: ToldEvent<Value>[] = []
  for await (const result of stream) told.push(toldEvent<Value>(result))
  return told
}

function toldEvent<Value>({ data, errors, extensions }: ExecutionResult): ToldEvent<Value> {
  const code = errors?.[0]?.extensions['code']
  return {
    value: Object.values(data ?? {})[0] as Value,
    ...(extensions as Omit<ToldEvent<Value>, 'value'>),
    ...(code === undefined ? {} : { code }),
  }
}
