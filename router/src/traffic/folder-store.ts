import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrafficStore } from './traffic-store.ts'

const FILE = /^(?<day>\d{4}-\d\d-\d\d)\..+\.ndjson$/

/** A file for each day and router, `2026-11-22.<router>.ndjson`; routers on several machines may share the folder. */
export function createFolderStore(folder: string, router: string): TrafficStore {
  return {
    name: folder,
    async write(day, records) {
      await mkdir(folder, { recursive: true })
      const file = join(folder, `${day}.${router}.ndjson`)
      const text = records.map((record) => `${record}\n`).join('')
      // Under another name until it is whole: who reads meanwhile gets the one before.
      await writeFile(`${file}.new`, text)
      await rename(`${file}.new`, file)
    },
    async forgetBefore(day) {
      for (const name of await readdir(folder)) {
        const written = FILE.exec(name)?.groups?.['day']
        // Another router may do the same.
        if (written !== undefined && written < day) await rm(join(folder, name), { force: true })
      }
    },
    async close() {},
  }
}
