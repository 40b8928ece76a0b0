import type { Redis } from '../redis.ts'
import { settle } from './token-bucket.ts'
import type { BucketStore } from './token-bucket.ts'

/**
 * All buckets of a request in one step, by the clock of Redis: clocks of routers differ. Answers the levels before, as texts,
 * because numbers of scripts lose their fractions; the routers compute the rest as they do for buckets of their own.
 * A bucket expires when it would be full. ARGV per key: capacity, milliseconds to fill it, amount.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local levels = {}
local allowed = true
for i, key in ipairs(KEYS) do
  local capacity, full, amount = tonumber(ARGV[i * 3 - 2]), tonumber(ARGV[i * 3 - 1]), tonumber(ARGV[i * 3])
  local kept = redis.call('HMGET', key, 'level', 'at')
  local level = capacity
  if kept[1] then
    level = math.min(capacity, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * capacity / full)
  end
  levels[i] = level
  if level < amount then allowed = false end
end
local answer = {}
for i, key in ipairs(KEYS) do
  answer[i] = string.format('%.17g', levels[i])
  if allowed then
    local capacity, full, amount = tonumber(ARGV[i * 3 - 2]), tonumber(ARGV[i * 3 - 1]), tonumber(ARGV[i * 3])
    local level = levels[i] - amount
    redis.call('HSET', key, 'level', string.format('%.17g', level), 'at', string.format('%.17g', now))
    redis.call('PEXPIRE', key, math.ceil((capacity - level) * full / capacity) + 1)
  end
end
return answer
`

type Script = { takeFromBuckets(keyCount: number, ...keysAndArguments: (string | number)[]): Promise<string[]> }

/** Buckets that all routers on this Redis share. Rejects when Redis does. The keys of one request must be in one slot. */
export function createRedisBuckets(redis: Redis): BucketStore {
  redis.defineCommand('takeFromBuckets', { lua: TAKE })
  const script = redis as unknown as Script

  return {
    async take(withdrawals) {
      const keys = withdrawals.map(({ key }) => `router:rate:${key}`)
      const values = withdrawals.flatMap(({ rate, amount }) => [rate.capacity, rate.seconds * 1000, amount])
      const levels = await script.takeFromBuckets(keys.length, ...keys, ...values)
      return settle(withdrawals, levels.map(Number))
    },
  }
}
