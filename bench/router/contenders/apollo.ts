import { NODE_FLAGS } from '@shop/bench-measure/command'
import type { Contender } from './contender.ts'
import { installRival, rivalFolder, rivalVersion } from '@shop/bench-measure/rival-packages'

/** Apollo Gateway in Apollo Server's standalone server, as its documentation starts it. It never merges requests. */
export const apollo: Contender = {
  name: 'apollo',
  title: 'Apollo Gateway',
  async prepare() {
    installRival('apollo')
    return `${rivalVersion('apollo', '@apollo/gateway')}, Apollo Server ${rivalVersion('apollo', '@apollo/server')}`
  },
  command: async ({ port, supergraphFile }) => ({
    command: process.execPath,
    args: [...NODE_FLAGS, 'gateway.mjs', String(port), supergraphFile],
    cwd: rivalFolder('apollo'),
    environment: { NODE_ENV: 'production' },
  }),
}
