import { bootstrapWorker } from '@vendure/core'
import { config } from './config.mjs'

const worker = await bootstrapWorker(config)
await worker.startJobQueue()
process.send?.('started')
// Nobody is left who would stop it.
process.once('disconnect', () => process.exit(1))
