import { enableCompileCache } from 'node:module'

// Before anything else is loaded, and static imports are loaded before the first line runs: hence the second file.
enableCompileCache()
// As the image has it: libraries check less, graphql above all.
process.env['NODE_ENV'] ??= 'production'
const { exitWithReason } = await import('./exit-with-reason.ts')
const { runShop } = await import('./run-shop.ts')
await runShop().catch(exitWithReason)
