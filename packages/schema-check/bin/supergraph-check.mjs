#!/usr/bin/env node
// In this repository the sources run as they are; a published package has them built into one file, because Node strips no
// types below node_modules.
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'

enableCompileCache?.()
const sources = new URL('../src/main.ts', import.meta.url)
await import(existsSync(sources) ? sources.href : new URL('../dist/main.mjs', import.meta.url).href)
