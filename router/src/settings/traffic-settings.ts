import { headerRulesText } from '../plugins/header-rules.ts'
import { whole, milliseconds, yesNo, setting } from './setting.ts'

/** The way to the subgraphs. */
export const trafficSettings = {
  subgraphTimeoutMs: setting(
    'SUBGRAPH_TIMEOUT_MS',
    milliseconds,
    '10000',
    'How long a subgraph may take for one fetch',
  ),
  subgraphConnections: setting(
    'SUBGRAPH_CONNECTIONS',
    whole(1, 10_000),
    '64',
    'Most connections to one address of a subgraph',
  ),
  subgraphQueue: setting(
    'SUBGRAPH_QUEUE',
    whole(0, 1_000_000),
    '1000',
    'Most fetches that wait for a connection to a subgraph; more fail at once',
  ),
  subgraphRetries: setting(
    'SUBGRAPH_RETRIES',
    whole(0, 10),
    '2',
    'How often a query is asked again that got no answer',
  ),
  subgraphRetryPercent: setting(
    'SUBGRAPH_RETRY_PERCENT',
    whole(0, 100),
    '20',
    'How many of the fetches, in percent, may be such repetitions',
  ),
  subgraphBreakerFailures: setting(
    'SUBGRAPH_BREAKER_FAILURES',
    whole(0, 1000),
    '5',
    'Failures in a row after which an address is left alone for a while; 0 for never',
  ),
  subgraphDnsMs: setting(
    'SUBGRAPH_DNS_MS',
    milliseconds,
    '10000',
    'How often the name in a dns+http address is resolved again',
  ),
  subgraphCompression: setting(
    'SUBGRAPH_COMPRESSION',
    yesNo,
    'false',
    'Whether subgraphs may compress what they answer; pays when the network is slow',
  ),
  deduplicateRequests: setting(
    'DEDUPLICATE_REQUESTS',
    yesNo,
    'true',
    'Whether equal fetches of one viewer that are under way at once are asked only once',
  ),
  replayBytes: setting(
    'REPLAY_BYTES',
    whole(0, 2 ** 40),
    String(64 << 20),
    'Bytes for recorded executions: what a subgraph answers byte for byte as the last time is not read again; 0 reads all',
  ),
  headerRules: setting(
    'HEADER_RULES',
    headerRulesText.optional(),
    undefined,
    'Which other headers pass between clients and subgraphs, as JSON',
  ),
  maxRepresentations: setting(
    'MAX_REPRESENTATIONS',
    whole(1, 1_000_000),
    '1000',
    'Most entities that one call to a subgraph asks for; more are asked for in several',
  ),
}
