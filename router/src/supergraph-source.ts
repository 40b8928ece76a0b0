import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** The text of a supergraph, the path of its file, or its URL (http, https or file). */
export type SupergraphSource = string | URL

/** `read` gives null when the source says that nothing changed since the last read. */
export type OpenedSource = {
  name: string
  read(): Promise<string | null>
  watch(onChange: () => void): () => void
}

const FILE_CHECK_MS = 500
const DOWNLOAD_TIMEOUT_MS = 10_000

/** Tells the three kinds apart: a URL has a scheme, an SDL has braces, everything else is a path. */
export function openSource(source: SupergraphSource, pollMs: number): OpenedSource {
  const text = String(source)
  if (/^https?:\/\//.test(text)) return openUrl(new URL(text), pollMs)
  if (text.startsWith('file:')) return openFile(fileURLToPath(text))
  if (text.includes('{')) return { name: 'text', read: async () => text, watch: () => () => {} }
  return openFile(text)
}

function openFile(path: string): OpenedSource {
  return {
    name: path,
    read: () => readFile(path, 'utf8'),
    // Asking for the file's times works where notifications do not: bind mounts, replaced files, symbolic links.
    watch(onChange) {
      watchFile(path, { interval: FILE_CHECK_MS, persistent: false }, onChange)
      return () => unwatchFile(path, onChange)
    },
  }
}

function openUrl(url: URL, pollMs: number): OpenedSource {
  let etag: string | null = null
  return {
    name: url.href,
    async read() {
      const headers: Record<string, string> = etag ? { 'if-none-match': etag } : {}
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) })
      if (response.status === 304) return null
      if (!response.ok) throw new Error(`${url.href} answered ${response.status}`)
      const sdl = await response.text()
      etag = response.headers.get('etag')
      return sdl
    },
    watch(onChange) {
      const timer = setInterval(onChange, pollMs)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}
