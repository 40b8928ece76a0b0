import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { serveNewest } from './serve-newest.ts'
import { fileNameOf, numberOf, withoutSdl } from './publication.ts'
import type { PublicationStore, PublishedSupergraph } from './publication.ts'

/** Routers read `path`; the publications are in the folder `<path>.history`, one JSON file each. */
export function openFileStore(path: string): PublicationStore {
  const served = resolve(path)
  const folder = `${served}.history`

  async function numbers(): Promise<number[]> {
    const names = await orNull(readdir(folder))
    return (names ?? []).flatMap((name) => numberOf(name) ?? []).toSorted((one, other) => other - one)
  }

  async function read(number: number): Promise<PublishedSupergraph | null> {
    const text = await orNull(readFile(join(folder, fileNameOf(number)), 'utf8'))
    return text === null ? null : (JSON.parse(text) as PublishedSupergraph)
  }

  /** Whole or not at all: `place` puts a finished file where it belongs. */
  async function write(text: string, place: (draft: string) => Promise<void>): Promise<void> {
    const draft = join(dirname(served), `.${randomUUID()}.draft`)
    await writeFile(draft, text)
    try {
      await place(draft)
    } finally {
      await rm(draft, { force: true })
    }
  }

  return {
    name: path,
    read,
    async history(most) {
      const newest = await Promise.all((await numbers()).slice(0, most).map(read))
      return newest.filter((one) => one !== null).map(withoutSdl)
    },
    served: () => orNull(readFile(served, 'utf8')),
    async add(published) {
      await mkdir(folder, { recursive: true })
      const file = join(folder, fileNameOf(published.number))
      try {
        // A link fails when the name is taken, which a rename does not.
        await write(JSON.stringify(published, null, 2), (draft) => link(draft, file))
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        throw error
      }
      await serveNewest({
        newest: async () => (await numbers())[0] ?? published.number,
        read,
        serve: (sdl) => write(sdl, (draft) => rename(draft, served)),
      })
      return true
    },
    async close() {},
  }
}

async function orNull<Value>(found: Promise<Value>): Promise<Value | null> {
  try {
    return await found
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
