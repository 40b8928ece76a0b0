// Makes the tables and the sample shop of `vendure create`: its products, zones, taxes, shipping and payment methods. Without
// pictures, with payments that settle at once, and with more stock than any run sells.
import { readFileSync } from 'node:fs'
import {
  bootstrap,
  Importer,
  JobQueueService,
  Populator,
  RequestContextService,
  TransactionalConnection,
} from '@vendure/core'
import { lastValueFrom } from 'rxjs'
import { config } from './config.mjs'

const STOCK = 1_000_000

const assets = new URL('node_modules/@vendure/create/assets/', import.meta.url)
const samples = JSON.parse(readFileSync(new URL('initial-data.json', assets), 'utf8'))
const products = readFileSync(new URL('products.csv', assets), 'utf8').replaceAll(/[\w-]+\.jpg\|?/g, '')
const settled = [{ name: 'automaticSettle', value: 'true' }]
const initialData = {
  ...samples,
  collections: samples.collections.map((collection) => ({ ...collection, assetPaths: [] })),
  paymentMethods: samples.paymentMethods.map((method) => ({
    ...method,
    handler: { ...method.handler, arguments: settled },
  })),
}

const app = await bootstrap({ ...config, dbConnectionOptions: { ...config.dbConnectionOptions, synchronize: true } })
await app.get(JobQueueService).start()
const populator = app.get(Populator)
await populator.populateInitialData(initialData)
const context = await app.get(RequestContextService).create({ apiType: 'admin', languageCode: samples.defaultLanguage })
const { errors } = await lastValueFrom(app.get(Importer).parseAndImport(products, context, false))
if (errors.length > 0) throw new Error(errors.join('\n'))
await populator.populateCollections(initialData)
const { rawConnection } = app.get(TransactionalConnection)
await rawConnection.query('UPDATE stock_level SET "stockOnHand" = $1', [STOCK])
await untilIdle()
await app.close()

/** The jobs that index what was imported are done. */
async function untilIdle() {
  for (;;) {
    const [{ count }] = await rawConnection.query('SELECT count(*) FROM job_record WHERE NOT "isSettled"')
    if (Number(count) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
