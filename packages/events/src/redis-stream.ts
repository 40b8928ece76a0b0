import type { Redis } from 'ioredis'
import type { EventEnvelope } from './envelope.ts'

/** One entry of a stream. */
export type StreamEntry = {
  stream: string
  /** `<milliseconds>-<number>`, given by Redis. */
  id: string
  /** The envelope. */
  json: string
  /** Id of the entry before it with the same subject, or ''. */
  after: string
  /** The event's type, so that who does not want it need not read it; '' in entries of before there was this field. */
  type: string
}

/** What XREAD and XREADGROUP answer; null when nothing came. */
export type StreamReply = [stream: string, entries: RawEntry[]][] | null
/** Without fields: the entry has been deleted. */
export type RawEntry = [id: string, fields: string[] | null]

/** The stream of a producer. All names begin with `events:`; one Redis server, no cluster. */
export function streamOf(producer: string): string {
  return `events:${producer}`
}

/** Exists while nothing that the producer published is missing: see redis-completeness.ts. */
export function markerOf(producer: string): string {
  return `events:${producer}:complete`
}

/** Longer than this no two events of a subject are kept in order over several processes. */
const SUBJECT_MEMORY_S = 24 * 3_600

// Each entry names the entry before it of its subject: see redis-pending.ts, isPending. EVAL and not EVALSHA: a script
// that has to be sent again after a restart of Redis would be overtaken by the next one.
const PUBLISH = `
for index = 2, #KEYS do
  local after = redis.call('GET', KEYS[index]) or ''
  local id = redis.call('XADD', KEYS[1], '*', 'event', ARGV[2 * index - 2], 'after', after, 'type', ARGV[2 * index - 1])
  redis.call('SET', KEYS[index], id, 'EX', ARGV[1])
end`

/** Appends events to their producer's stream, in their order. Calls are carried out in their order. */
export async function appendToStream(redis: Redis, producer: string, events: readonly EventEnvelope[]): Promise<void> {
  const stream = streamOf(producer)
  const keys = [stream, ...events.map(({ subject }) => `${stream}:last:${subject}`)]
  const entries = events.flatMap((event) => [JSON.stringify(event), event.type])
  await redis.eval(PUBLISH, keys.length, ...keys, SUBJECT_MEMORY_S, ...entries)
}

/** The entries of a reply, stream by stream, without those that have been deleted. */
export function toEntries(reply: StreamReply): StreamEntry[] {
  return (reply ?? []).flatMap(([stream, entries]) => entries.flatMap((entry) => toEntry(stream, entry) ?? []))
}

/** An entry as Redis answers it, read; undefined when it has been deleted. */
export function toEntry(stream: string, [id, fields]: RawEntry): StreamEntry | undefined {
  if (!fields) return undefined
  const values = new Map<string, string>()
  for (let index = 0; index + 1 < fields.length; index += 2) values.set(fields[index]!, fields[index + 1]!)
  const [json = '', after = '', type = ''] = ['event', 'after', 'type'].map((name) => values.get(name))
  return { stream, id, json, after, type }
}

/** Stream ids as numbers that compare like them. */
export function orderOf(id: string): bigint {
  const [milliseconds = '0', number = '0'] = id.split('-')
  return (BigInt(milliseconds) << 64n) + BigInt(number)
}
