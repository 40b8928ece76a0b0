import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { subgraphNames, subgraphSdl } from '../graph/subgraphs.ts'
import type { Contender } from './contender.ts'
import { installRival, rivalFolder, rivalVersion } from '@shop/bench-measure/rival-packages'

const BINARY_PACKAGE = '@grafbase/cli-x86_64-unknown-linux-musl'

/**
 * Grafbase's gateway in Rust, by the only binary that npm has of it: that of its command line, whose `dev` is the gateway
 * with a composition before it. It composes the same schemas itself, since it does not read Apollo's supergraphs.
 */
export const grafbase: Contender = {
  name: 'grafbase',
  title: 'Grafbase',
  async prepare() {
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new Error('npm has Grafbase for Linux on x64 only. --only runs without it.')
    installRival('grafbase')
    return rivalVersion('grafbase', BINARY_PACKAGE)
  },
  async command({ folder, port, subgraphUrls, deduplicate }) {
    const lines = ['[traffic_shaping]', `inflight_deduplication = ${deduplicate}`]
    for (const name of subgraphNames) {
      const schema = join(folder, `${name}.graphql`)
      await writeFile(schema, subgraphSdl[name])
      lines.push(`[subgraphs.${name}]`, `url = "${subgraphUrls[name]}"`, `schema_path = "${schema}"`)
    }
    const config = join(folder, 'grafbase.toml')
    await writeFile(config, `${lines.join('\n')}\n`)
    return {
      command: join(rivalFolder('grafbase'), 'node_modules', BINARY_PACKAGE, 'grafbase'),
      args: ['--home', folder, 'dev', '--config', config, '--port', String(port)],
      cwd: folder,
      environment: { HOME: folder },
    }
  },
}
