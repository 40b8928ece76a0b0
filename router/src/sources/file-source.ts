import { unwatchFile, watchFile } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { OpenedSource } from './source.ts'

const FILE_CHECK_MS = 500

export function openFile(path: string): OpenedSource {
  let changedAt: number | null = null
  return {
    name: path,
    async read() {
      // Before it is read: what is written meanwhile is newer than this.
      changedAt = (await stat(path)).mtimeMs
      return readFile(path, 'utf8')
    },
    // Asking for the file's times works where notifications do not: bind mounts, replaced files, symbolic links.
    watch(onChange) {
      watchFile(path, { interval: FILE_CHECK_MS, persistent: false }, onChange)
      // It compares with the times of when it began. What was written between the first read and that moment is seen here.
      const timer = setTimeout(() => {
        stat(path).then(
          ({ mtimeMs }) => {
            if (mtimeMs !== changedAt) onChange()
          },
          // It is gone for now; the watch tells when it is back.
          () => undefined,
        )
      }, FILE_CHECK_MS).unref()
      return () => {
        clearTimeout(timer)
        unwatchFile(path, onChange)
      }
    },
    close() {},
  }
}
