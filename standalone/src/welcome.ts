import { demoPassword } from '@shop/prisma/demo/people'
import type { Shop } from './start-shop.ts'

/** What is printed when the shop is ready. */
export function welcome(shop: Pick<Shop, 'url'>, dataFolder: string, seconds: string): string {
  return `
  The shop is open after ${seconds} s.

    GraphQL endpoint      ${shop.url}   (open it in a browser for GraphiQL)
    Subscriptions         ${shop.url.replace(/^http/, 'ws')}   (graphql-ws)
    Health                ${shop.url.replace('/graphql', '/health/ready')}
    Data                  ${dataFolder}   (npm run reset empties it)

    Sign in as            ada@example.com, staff@example.com or admin@example.com
    with the password     ${demoPassword}

  Ctrl-C stops it.
`
}
