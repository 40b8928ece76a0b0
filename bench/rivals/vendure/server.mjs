import { bootstrap } from '@vendure/core'
import { config } from './config.mjs'

const app = await bootstrap(config)
process.send?.(await app.getUrl())
// Nobody is left who would stop it.
process.once('disconnect', () => process.exit(1))
