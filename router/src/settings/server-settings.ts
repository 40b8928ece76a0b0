import { z } from 'zod'
import { list, milliseconds, setting, whole, yesNo } from './setting.ts'

/** How the router is reached, and when it stops. */
export const serverSettings = {
  port: setting('PORT', whole(0, 65_535), '4000', 'Port to listen on; 0 takes a free one'),
  host: setting('HOST', z.string().min(1), '0.0.0.0', 'Address to listen on'),
  title: setting('ROUTER_TITLE', z.string(), 'GraphiQL', 'Title of the GraphiQL page'),
  graphiqlQuery: setting('GRAPHIQL_QUERY', z.string().optional(), undefined, 'What a new tab of GraphiQL begins with'),
  graphiql: setting('GRAPHIQL', yesNo, 'true', 'Whether browsers get GraphiQL at /graphql'),
  corsOrigins: setting('CORS_ORIGINS', list, '*', 'Origins whose scripts may ask, separated by commas; * for all'),
  bodyLimit: setting('BODY_LIMIT', whole(1, 1 << 30), '262144', 'Longest request body and socket message'),
  maxBatch: setting(
    'MAX_BATCH',
    whole(0, 1000),
    '0',
    'Most operations that may come as a list in one request; 0: no lists',
  ),
  answerCompression: setting(
    'ANSWER_COMPRESSION',
    yesNo,
    'true',
    'Whether answers over HTTP are compressed for clients that accept it',
  ),
  shutdownMs: setting('SHUTDOWN_MS', milliseconds, '1500', 'How long requests in flight may take at the end'),
}
