import { fileURLToPath } from 'node:url'
import { openFile } from './sources/file-source.ts'
import { openRedisText } from './sources/redis-source.ts'
import { openS3 } from './sources/s3-source.ts'
import type { S3Access } from './sources/s3-source.ts'
import type { OpenedSource } from './sources/source.ts'
import { openUrl } from './sources/url-source.ts'

/** The text of a supergraph, the path of its file, or its URL (http, https, s3, redis, rediss or file). */
export type SupergraphSource = string | URL

/** How sources are asked: how often for news, and as whom in S3. */
export type SourceSettings = S3Access & { supergraphPollMs: number }

/** Tells the kinds apart: a URL has a scheme, an SDL has braces, everything else is a path. */
export function openSource(source: SupergraphSource, settings: SourceSettings): OpenedSource {
  const text = String(source)
  const { supergraphPollMs: pollMs } = settings
  if (/^https?:\/\//.test(text)) return openUrl(new URL(text), pollMs)
  if (/^rediss?:\/\//.test(text)) return openRedisText(new URL(text), pollMs)
  if (text.startsWith('s3://')) return openS3(new URL(text), pollMs, settings)
  if (text.startsWith('file:')) return openFile(fileURLToPath(text))
  if (text.includes('{')) return { name: 'text', read: async () => text, watch: () => () => {}, close() {} }
  return openFile(text)
}
