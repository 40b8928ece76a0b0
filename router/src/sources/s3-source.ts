import { AwsClient } from 'aws4fetch'
import type { OpenedSource } from './source.ts'
import { openUrl } from './url-source.ts'

/** Where S3 is, and who asks. Without a key nothing is signed: the object is public. */
export type S3Access = {
  /** Of another store than Amazon's that speaks S3. */
  awsEndpointUrl?: string | undefined
  awsRegion: string
  awsAccessKeyId?: string | undefined
  awsSecretAccessKey?: string | undefined
  awsSessionToken?: string | undefined
}

/** `s3://bucket/key`. */
export function openS3(source: URL, pollMs: number, access: S3Access): OpenedSource {
  const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey, awsSessionToken: sessionToken } = access
  const url = objectUrl(source, access)
  const name = `s3://${source.host}${source.pathname}`
  if (!accessKeyId || !secretAccessKey) return openUrl(url, pollMs, name)
  const aws = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    region: access.awsRegion,
    service: 's3',
    // The next poll tries again.
    retries: 0,
  })
  return openUrl(url, pollMs, name, (object, init) => aws.fetch(object.href, init))
}

function objectUrl({ host: bucket, pathname }: URL, { awsEndpointUrl, awsRegion }: S3Access): URL {
  // Others than Amazon seldom have a host name for each bucket.
  if (awsEndpointUrl) return new URL(`${awsEndpointUrl.replace(/\/$/, '')}/${bucket}${pathname}`)
  return new URL(`https://${bucket}.s3.${awsRegion}.amazonaws.com${pathname}`)
}
