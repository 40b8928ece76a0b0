import { fileURLToPath } from 'node:url'
import { CheckFailure } from '../check-failure.ts'
import { openFileStore } from './file-store.ts'
import type { PublicationStore } from './publication.ts'
import { openRedisStore } from './redis-store.ts'
import type { S3Environment } from './s3-client.ts'
import { openS3Store } from './s3-store.ts'

/** A path or file: URL, `redis://…?key=…`, or `s3://bucket/key` with the AWS tools' variables in the environment. */
export async function openPublicationStore(target: string, environment: S3Environment): Promise<PublicationStore> {
  if (/^rediss?:\/\//.test(target)) return openRedisStore(new URL(target))
  if (target.startsWith('s3://')) return openS3Store(new URL(target), environment)
  if (target.startsWith('file:')) return openFileStore(fileURLToPath(target))
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(target)) throw new CheckFailure(`${target}: publish to a file, redis:// or s3://`)
  return openFileStore(target)
}
