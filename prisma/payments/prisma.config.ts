// For those who bring Prisma's CLI, for example `npx prisma@7.10.0 migrate status --config prisma/payments/prisma.config.ts`.
// Nothing of ours reads it. It imports nothing, because prisma/config would be the whole CLI.
const config = {
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  datasource: { url: process.env.PAYMENTS_DATABASE_URL },
}

export default config
