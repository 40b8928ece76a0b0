import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NODE_FLAGS } from './command.ts'
import type { Command } from './command.ts'
import { installRival, rivalFolder, rivalVersion } from './rival-packages.ts'

/** Makes sure that Hive Gateway is installed, and says which version it is. */
export async function prepareHive(): Promise<string> {
  installRival('hive')
  return `${rivalVersion('hive', '@graphql-hive/gateway')}, planner ${rivalVersion('hive', '@graphql-hive/router-query-planner')}`
}

/** Hive Gateway with its planner in Rust and the executor made for it; `transport` are its options towards all subgraphs. */
export async function hiveCommand({
  folder,
  port,
  supergraphFile,
  transport,
}: {
  /** Gets its configuration. */
  folder: string
  port: number
  supergraphFile: string
  transport: object
}): Promise<Command> {
  const config = join(folder, 'hive.config.mjs')
  const transportEntries = { '*.http': { options: transport } }
  await writeFile(config, `export const gatewayConfig = ${JSON.stringify({ transportEntries })}\n`)
  return {
    command: process.execPath,
    args: [
      ...NODE_FLAGS,
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
}
