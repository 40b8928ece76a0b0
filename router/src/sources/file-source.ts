import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { OpenedSource } from './source.ts'

const FILE_CHECK_MS = 500

export function openFile(path: string): OpenedSource {
  return {
    name: path,
    read: () => readFile(path, 'utf8'),
    // Asking for the file's times works where notifications do not: bind mounts, replaced files, symbolic links.
    watch(onChange) {
      watchFile(path, { interval: FILE_CHECK_MS, persistent: false }, onChange)
      return () => unwatchFile(path, onChange)
    },
    close() {},
  }
}
