import { demoPassword } from '@shop/prisma/demo/people'
import type { Shop } from './start-shop.ts'

/** What is printed when the shop is ready. `asked` is the folder that `--data` named: reset needs to be told it, too. */
export function welcome(
  shop: Pick<Shop, 'url'>,
  dataFolder: string,
  asked: string | undefined,
  seconds: string,
): string {
  const reset = asked ? `npm run reset -- --data "${asked}"` : 'npm run reset'
  return `
  The shop is open after ${seconds} s.

    GraphQL endpoint      ${shop.url}   (open it in a browser for GraphiQL)
    Subscriptions         ${shop.url.replace(/^http/, 'ws')}   (graphql-ws)
    Health                ${shop.url.replace('/graphql', '/health/ready')}
    Data                  ${dataFolder}   (${reset} empties it)

    Sign in as            ada@example.com, staff@example.com or admin@example.com
    with the password     ${demoPassword}

  Ctrl-C stops it.
`
}
