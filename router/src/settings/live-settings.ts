import { list, milliseconds, setting, whole } from './setting.ts'

const bytes = whole(1024, 2 ** 40)
const count = whole(1, 10_000_000)

/** Subscriptions, and the connections that clients keep open for them. */
export const liveSettings = {
  subscriptionBuffer: setting('SUBSCRIPTION_BUFFER', count, '1000', 'Most messages that wait for one slow client'),
  subscriptionBufferBytes: setting('SUBSCRIPTION_BUFFER_BYTES', bytes, '1048576', 'How long they may be together'),
  liveMemoryBytes: setting(
    'LIVE_MEMORY_BYTES',
    bytes,
    '268435456',
    'How long all messages that wait for slow clients may be together',
  ),
  clientStallMs: setting(
    'CLIENT_STALL_MS',
    milliseconds,
    '30000',
    'How long a client may leave unread what waits for it before its connection is closed',
  ),
  clientPingMs: setting(
    'CLIENT_PING_MS',
    milliseconds,
    '30000',
    'How often open connections are asked for a sign of life',
  ),
  connectionInitMs: setting(
    'CONNECTION_INIT_MS',
    milliseconds,
    '5000',
    'How long a WebSocket may be open without connection_init',
  ),
  maxConnections: setting('MAX_CONNECTIONS', count, '50000', 'Most WebSockets and event streams that are open at once'),
  reservedStreams: setting(
    'RESERVED_STREAMS',
    count,
    '5000',
    'Most event streams of many operations that are reserved, and that their clients have not opened yet',
  ),
  admissionRate: setting(
    'ADMISSION_RATE',
    count,
    '1000',
    'New WebSockets and event streams that are let in per second',
  ),
  admissionQueue: setting(
    'ADMISSION_QUEUE',
    whole(0, 10_000_000),
    '10000',
    'Most that wait to be let in; more are sent away with 503 and the time after which to come back',
  ),
  connectionsPerViewer: setting(
    'CONNECTIONS_PER_VIEWER',
    count,
    '50',
    'Most WebSockets and event streams of one viewer who is signed in',
  ),
  operationsPerConnection: setting(
    'OPERATIONS_PER_CONNECTION',
    count,
    '200',
    'Most operations that run at once on one WebSocket or event stream',
  ),
  subscriptionsPerViewer: setting(
    'SUBSCRIPTIONS_PER_VIEWER',
    count,
    '1000',
    'Most subscriptions of one viewer who is signed in',
  ),
  drainMs: setting(
    'DRAIN_MS',
    milliseconds,
    '1000',
    'Over how long the connections of clients are closed, one after the other, when the router stops',
  ),
  reconnectSpreadMs: setting(
    'RECONNECT_SPREAD_MS',
    milliseconds,
    '5000',
    'Over how long clients that are closed at the end are told to spread their coming back',
  ),
  subscriptionRetries: setting(
    'SUBSCRIPTION_RETRIES',
    whole(0, 1000),
    '12',
    'Attempts to reconnect to a subgraph before its subscriptions end',
  ),
  sseSubgraphs: setting(
    'SSE_SUBGRAPHS',
    list,
    '',
    'Subgraphs that serve subscriptions over SSE and not over graphql-ws',
  ),
}
