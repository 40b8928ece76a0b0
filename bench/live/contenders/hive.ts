import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installRival, rivalFolder, rivalVersion } from '@shop/bench-measure/rival-packages'
import type { Contender } from './contender.ts'

/** Hive Gateway with its planner in Rust, which follows subgraphs by graphql-ws, as ours does. */
export const hive: Contender = {
  name: 'hive',
  title: 'Hive Gateway, Rust planner',
  async prepare() {
    installRival('hive')
    return `${rivalVersion('hive', '@graphql-hive/gateway')}, planner ${rivalVersion('hive', '@graphql-hive/router-query-planner')}`
  },
  async command({ folder, port, supergraphFile }) {
    const config = join(folder, 'hive.config.mjs')
    const transport = { '*.http': { options: { subscriptions: { kind: 'ws', location: '/graphql' } } } }
    await writeFile(config, `export const gatewayConfig = { transportEntries: ${JSON.stringify(transport)} }\n`)
    return {
      command: process.execPath,
      args: [
        '--max-semi-space-size=64',
        join(rivalFolder('hive'), 'node_modules/@graphql-hive/gateway/dist/bin.js'),
        'supergraph',
        supergraphFile,
        '--hive-router-runtime',
        '--config-path',
        config,
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--fork',
        '1',
      ],
      cwd: rivalFolder('hive'),
      environment: { NODE_ENV: 'production' },
    }
  },
}
