import { AwsClient } from 'aws4fetch'
import { CheckFailure } from '../check-failure.ts'

/** Credentials and place of a store that speaks S3, by the names of the AWS tools' environment variables. */
export type S3Environment = Record<string, string | undefined>

export type S3Object = { text: string; etag: string }

/** As much of S3 as publishing needs. */
export type S3Client = {
  get(key: string): Promise<S3Object | null>
  /** False when the condition does not hold (any more): `ifMatch` is an ETag, null means that there is no such object yet. */
  put(key: string, text: string, ifMatch: string | null): Promise<boolean>
  /** Names that begin with `prefix` and come after `after`, in order. */
  list(prefix: string, after: string): Promise<string[]>
}

const TIMEOUT_MS = 30_000

/** Throws when the environment has no key to sign with. */
export function createS3Client(bucket: string, environment: S3Environment): S3Client {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment
  if (!accessKeyId || !secretAccessKey) {
    throw new CheckFailure('s3:// needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.')
  }
  const region = environment['AWS_REGION'] || 'us-east-1'
  const endpoint = environment['AWS_ENDPOINT_URL']
  const base = endpoint ? `${endpoint.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`
  const sessionToken = environment['AWS_SESSION_TOKEN']
  const aws = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    region,
    service: 's3',
    // A write whose answer was lost must not be sent again: it would be refused by its own condition.
    retries: 0,
  })

  async function ask(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Response> {
    try {
      return await aws.fetch(base + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
    } catch (error) {
      const { message, cause } = error as Error
      throw new CheckFailure(
        `${base} does not answer: ${cause instanceof Error && cause.message ? cause.message : message}`,
      )
    }
  }

  return {
    async get(key) {
      const response = await ask(pathOf(key))
      if (response.status === 404) return null
      const text = await response.text()
      if (!response.ok) throw failure('GET', key, response, text)
      return { text, etag: response.headers.get('etag') ?? '' }
    },
    async put(key, text, ifMatch) {
      const response = await ask(pathOf(key), {
        method: 'PUT',
        body: text,
        headers: ifMatch === null ? { 'if-none-match': '*' } : { 'if-match': ifMatch },
      })
      const answer = await response.text()
      if (response.ok) return true
      // 409 is another conditional write of the same object at the same moment.
      if (response.status === 412 || response.status === 409) return false
      throw failure('PUT', key, response, answer)
    },
    async list(prefix, after) {
      const names: string[] = []
      for (let from = after; ;) {
        const query = new URLSearchParams({ 'list-type': '2', prefix, 'start-after': from })
        const response = await ask(`/?${query.toString().replaceAll('+', '%20')}`)
        const answer = await response.text()
        if (!response.ok) throw failure('list', prefix, response, answer)
        const page = [...answer.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, name = '']) => unescapeXml(name))
        names.push(...page)
        const last = page.at(-1)
        if (last === undefined || !answer.includes('<IsTruncated>true</IsTruncated>')) return names
        from = last
      }
    },
  }
}

function pathOf(key: string): string {
  return `/${key.split('/').map(encodeURIComponent).join('/')}`
}

function failure(what: string, key: string, { status }: Response, answer: string): Error {
  const code = /<Code>([^<]+)<\/Code>/.exec(answer)?.[1] ?? ''
  return new Error(`S3 refused to ${what} ${key}: ${status} ${code}`.trim())
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  return text.replaceAll(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}
