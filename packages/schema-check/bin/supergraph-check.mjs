#!/usr/bin/env node
// In this repository the sources run as they are; a published package has them built into one file, because Node strips no
// types below node_modules.
import { existsSync } from 'node:fs'
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`supergraph-check needs Node 22.18 or later; this is ${process.versions.node}.`)
  process.exit(2)
}
module.enableCompileCache()
// Otherwise graphql looks for a second copy of itself each time that it asks what something is.
process.env['NODE_ENV'] ??= 'production'
const sources = new URL('../src/main.ts', import.meta.url)
await import(existsSync(sources) ? sources.href : new URL('../dist/main.mjs', import.meta.url).href)
