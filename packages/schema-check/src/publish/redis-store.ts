import { connectRedis } from '../connect-redis.ts'
import { withoutSdl } from './publication.ts'
import type { PublicationStore, PublishedSupergraph } from './publication.ts'

const DEFAULT_KEY = 'supergraph'

// One step for all who look: the publication, what routers read, and the word to routers that there is something new.
const ADD = `
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('ZADD', KEYS[2], ARGV[1], ARGV[1])
redis.call('SET', KEYS[3], ARGV[3])
redis.call('PUBLISH', KEYS[3] .. ':published', ARGV[1])
return 1`

/** `redis://host:6379/0?key=supergraph`: routers read the key, publications are in the hash `<key>:history`. */
export async function openRedisStore(target: URL): Promise<PublicationStore> {
  const key = target.searchParams.get('key') ?? DEFAULT_KEY
  const [history, order] = [`${key}:history`, `${key}:order`]
  const url = new URL(target)
  url.search = ''
  const redis = await connectRedis(url)

  async function read(number: number): Promise<PublishedSupergraph | null> {
    const text = await redis.hget(history, String(number))
    return text === null ? null : (JSON.parse(text) as PublishedSupergraph)
  }

  return {
    name: `redis://${url.host}${url.pathname}?key=${key}`,
    read,
    async history(most) {
      const numbers = await redis.zrevrange(order, 0, most - 1)
      const newest = await Promise.all(numbers.map((number) => read(Number(number))))
      return newest.filter((one) => one !== null).map(withoutSdl)
    },
    served: () => redis.get(key),
    async add(published) {
      const text = JSON.stringify(published)
      return (await redis.eval(ADD, 3, history, order, key, published.number, text, published.sdl)) === 1
    },
    async close() {
      redis.disconnect()
    },
  }
}
