// What `vendure create` writes for PostgreSQL, less what a checkout does not need (dashboard, GraphiQL, pictures, and the plugin for
// e-mails, whose work at each order is spared so). NODE_ENV=production and no debug options, as its guide to production says.
import { randomBytes } from 'node:crypto'
import {
  DefaultJobQueuePlugin,
  DefaultLogger,
  DefaultSchedulerPlugin,
  DefaultSearchPlugin,
  dummyPaymentHandler,
  LogLevel,
} from '@vendure/core'

const database = new URL(process.env.VENDURE_DATABASE_URL)

export const config = {
  apiOptions: {
    hostname: '127.0.0.1',
    port: 0,
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
    trustProxy: 1,
    cors: { origin: [], credentials: true },
  },
  authOptions: {
    tokenMethod: ['bearer', 'cookie'],
    superadminCredentials: { identifier: 'superadmin', password: process.env.VENDURE_PASSWORD },
    cookieOptions: { secret: randomBytes(16).toString('base64url') },
  },
  dbConnectionOptions: {
    type: 'postgres',
    synchronize: false,
    logging: false,
    // The server's Unix socket when it has one, as our own shop uses it.
    host: database.searchParams.get('host') ?? database.hostname,
    port: Number(database.port),
    username: database.username,
    password: decodeURIComponent(database.password),
    database: database.pathname.slice(1),
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  customFields: {},
  logger: new DefaultLogger({ level: LogLevel.Error }),
  plugins: [
    DefaultSchedulerPlugin.init(),
    DefaultJobQueuePlugin.init({ useDatabaseForBuffer: true }),
    DefaultSearchPlugin.init({ bufferUpdates: false, indexStockStatus: true }),
  ],
}
