import { DOWNLOAD_TIMEOUT_MS, poll } from './source.ts'
import type { OpenedSource } from './source.ts'

/** A GET with these headers. */
export type Get = (url: URL, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>

/** Asks with the ETag of what it has; `get` may sign the request. */
export function openUrl(url: URL, pollMs: number, name = url.href, get: Get = fetch): OpenedSource {
  let etag: string | null = null
  return {
    name,
    async read() {
      const headers: Record<string, string> = etag ? { 'if-none-match': etag } : {}
      const response = await get(url, { headers, signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) })
      if (response.status === 304) return null
      if (!response.ok) throw new Error(`${name} answered ${response.status}`)
      const text = await response.text()
      etag = response.headers.get('etag')
      return text
    },
    watch: poll(pollMs),
    close() {},
  }
}
