import { withScratchDatabase } from '@shop/postgres/scratch-database'
import pg from 'pg'
import { expect, inject, test } from 'vitest'

test('a scratch database is gone afterwards, also when the work fails and leaves a connection open', async () => {
  let left: pg.Client | undefined
  let url = ''
  const work = withScratchDatabase(inject('postgresUrl'), async (databaseUrl) => {
    url = databaseUrl
    left = new pg.Client(databaseUrl)
    left.on('error', () => undefined)
    await left.connect()
    throw new Error('the work failed')
  })
  await expect(work).rejects.toThrow('the work failed')
  await expect(new pg.Client(url).connect()).rejects.toThrow('does not exist')
  await left?.end()
})
