import { fileNameOf, numberOf, withoutSdl } from './publication.ts'
import { CheckFailure } from '../check-failure.ts'
import type { PublicationStore, PublishedSupergraph } from './publication.ts'
import { createS3Client } from './s3-client.ts'
import type { S3Environment } from './s3-client.ts'
import { serveNewest } from './serve-newest.ts'

/**
 * `s3://bucket/path/supergraph.graphql`: routers read this object, publications are `<key>.history/000017.json`. The store
 * must know conditional writes (`If-None-Match`, `If-Match`), as S3 and MinIO do; one that ignores them is found out.
 */
export function openS3Store(target: URL, environment: S3Environment): PublicationStore {
  const key = decodeURIComponent(target.pathname.slice(1))
  if (!key) throw new CheckFailure(`${target.href}: the name of the object is missing, s3://bucket/supergraph.graphql`)
  const folder = `${key}.history/`
  const s3 = createS3Client(target.host, environment)

  async function numbersAfter(number: number): Promise<number[]> {
    const names = await s3.list(folder, number > 0 ? folder + fileNameOf(number) : folder)
    return names.flatMap((name) => numberOf(name) ?? [])
  }

  async function read(number: number): Promise<PublishedSupergraph | null> {
    const found = await s3.get(folder + fileNameOf(number))
    return found && (JSON.parse(found.text) as PublishedSupergraph)
  }

  async function serve(sdl: string): Promise<void> {
    for (;;) {
      const before = await s3.get(key)
      if (before?.text === sdl) return
      if (await s3.put(key, sdl, before?.etag ?? null)) return
    }
  }

  return {
    name: target.href,
    read,
    async history(most) {
      const newest = (await numbersAfter(0)).slice(-most).toReversed()
      const found = await Promise.all(newest.map(read))
      return found.filter((one) => one !== null).map(withoutSdl)
    },
    served: async () => (await s3.get(key))?.text ?? null,
    async add(published) {
      const name = folder + fileNameOf(published.number)
      const text = JSON.stringify(published, null, 2)
      if (!(await s3.put(name, text, null))) return false
      if ((await s3.get(name))?.text !== text) {
        throw new Error(`${target.href}: the store overwrites what it was told not to; it knows no conditional writes.`)
      }
      const newest = async (): Promise<number> => (await numbersAfter(published.number)).at(-1) ?? published.number
      await serveNewest({ newest, read, serve })
      return true
    },
    async close() {},
  }
}
