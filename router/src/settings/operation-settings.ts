import { z } from 'zod'
import { whole, milliseconds, secret, yesNo, setting } from './setting.ts'

/** What is executed, by what, and what is kept of it. */
export const operationSettings = {
  supergraphPollMs: setting(
    'SUPERGRAPH_POLL_MS',
    milliseconds,
    '10000',
    'How often a supergraph URL is asked for news',
  ),
  awsEndpointUrl: setting(
    'AWS_ENDPOINT_URL',
    z.url({ protocol: /^https?$/ }).optional(),
    undefined,
    'Store that s3:// URLs are of; none: S3 of Amazon',
  ),
  awsRegion: setting('AWS_REGION', z.string().min(1), 'us-east-1', 'Region of that store'),
  awsAccessKeyId: setting(
    'AWS_ACCESS_KEY_ID',
    z.string().optional(),
    undefined,
    'Who asks it; none: its objects are public',
  ),
  awsSecretAccessKey: secret('AWS_SECRET_ACCESS_KEY', z.string().optional(), 'The key that requests are signed with'),
  awsSessionToken: secret('AWS_SESSION_TOKEN', z.string().optional(), 'Token that comes with a temporary key'),
  engine: setting(
    'ENGINE',
    z.enum(['compiled', 'apollo']),
    'compiled',
    'What executes: the compiled engine, or stock Apollo Gateway',
  ),
  introspection: setting('INTROSPECTION', yesNo, 'true', 'Whether clients may read the schema'),
  automaticPersistedQueries: setting(
    'AUTOMATIC_PERSISTED_QUERIES',
    yesNo,
    'true',
    'Whether clients may have a query remembered by its hash',
  ),
  operations: setting(
    'OPERATIONS',
    z.string().optional(),
    undefined,
    'Manifest of trusted documents, a file or URL, followed while running',
  ),
  operationsMode: setting(
    'OPERATIONS_MODE',
    z.enum(['off', 'log', 'only']),
    'off',
    'What happens to operations outside of the manifest: nothing, a line in the log, or refusal',
  ),
  operationsKept: setting(
    'OPERATIONS_KEPT',
    whole(1, 1_000_000),
    '1000',
    'Most operations that are kept parsed and planned',
  ),
  warmOperations: setting(
    'WARM_OPERATIONS',
    whole(0, 100_000),
    '100',
    'How many of the most used operations are planned on a new supergraph before it is served',
  ),
  warmMs: setting('WARM_MS', whole(0, 3_600_000), '10000', 'How long a new supergraph may wait for that'),
  warmManifest: setting(
    'WARM_MANIFEST',
    yesNo,
    'false',
    'Whether the operations of the manifest are planned before the router listens',
  ),
  cache: setting('CACHE', yesNo, 'true', 'Whether what @cacheControl allows is cached'),
  cacheBytes: setting(
    'CACHE_BYTES',
    whole(1_000, 1 << 30),
    '67108864',
    'Most memory for the cache; with Redis its own bound holds',
  ),
  redisUrl: setting(
    'REDIS_URL',
    z.url({ protocol: /^rediss?$/ }).optional(),
    undefined,
    'Redis that several routers share their limits and caches by; none: each keeps its own',
  ),
  redisTimeoutMs: setting('REDIS_TIMEOUT_MS', whole(1, 10_000), '100', 'How long a request waits for Redis'),
}
