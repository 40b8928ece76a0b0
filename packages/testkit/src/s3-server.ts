import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that speaks as much of S3 as is needed to publish: GET, PUT with conditions, and lists in pages. */
export type S3Server = {
  /** What clients are given in the environment. */
  environment: Record<'AWS_ENDPOINT_URL' | 'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>
  /** By `bucket/key`. */
  objects: Map<string, string>
  /** Requests that were answered, as `GET 200`. */
  answered: string[]
  /** Called before a PUT is looked at, so that a test can come first. */
  beforePut: { call: ((name: string) => void) | null }
  stop(): Promise<void>
}

const ACCESS_KEY = 'test-key'
const SECRET_KEY = 'test-secret/+='
const REGION = 'eu-test-1'
/** Few, so that lists need several pages. */
const PAGE = 3
const SKEW_MS = 15 * 60_000
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/(?<date>\d{8})\/(?<region>[^/]+)\/s3\/aws4_request, ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$/

/** Listens on a free port of 127.0.0.1. Every request must carry a valid signature (version 4). */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, string>()
  const answered: string[] = []
  const beforePut: S3Server['beforePut'] = { call: null }

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3')
    const name = decodeURIComponent(pathname.slice(1))
    const send = (status: number, text = '', headers: Record<string, string> = {}): void => {
      answered.push(`${request.method} ${status}`)
      response.writeHead(status, headers).end(status === 304 ? undefined : text)
    }
    const refuse = (status: number, code: string): void =>
      send(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`, { 'content-type': 'application/xml' })

    if (!isSigned(request, body)) return refuse(403, 'SignatureDoesNotMatch')
    if (request.method === 'PUT') beforePut.call?.(name)
    const found = objects.get(name)
    const etag = found === undefined ? undefined : etagOf(found)
    if (request.method === 'PUT') {
      const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers
      if (ifNoneMatch === '*' && found !== undefined) return refuse(412, 'PreconditionFailed')
      if (ifMatch !== undefined && found === undefined) return refuse(404, 'NoSuchKey')
      if (ifMatch !== undefined && ifMatch !== etag) return refuse(412, 'PreconditionFailed')
      objects.set(name, body)
      return send(200, '', { etag: etagOf(body) })
    }
    if (request.method !== 'GET') return refuse(405, 'MethodNotAllowed')
    if (searchParams.get('list-type') === '2') return send(200, list(name.replace(/\/$/, ''), searchParams))
    if (found === undefined || etag === undefined) return refuse(404, 'NoSuchKey')
    if (request.headers['if-none-match'] === etag) return send(304, '', { etag })
    return send(200, found, { etag })
  }

  function list(bucket: string, query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? ''
    const after = query.get('start-after') ?? ''
    const keys = [...objects.keys()]
      .filter((name) => name.startsWith(`${bucket}/`))
      .map((name) => name.slice(bucket.length + 1))
      .filter((key) => key.startsWith(prefix) && key > after)
      .toSorted()
    const page = keys.slice(0, PAGE).map((key) => `<Contents><Key>${key.replaceAll('&', '&amp;')}</Key></Contents>`)
    return `<ListBucketResult><IsTruncated>${keys.length > PAGE}</IsTruncated>${page.join('')}</ListBucketResult>`
  }

  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => answer(request, response, Buffer.concat(pieces).toString('utf8')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    },
    objects,
    answered,
    beforePut,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function isSigned(request: IncomingMessage, body: string): boolean {
  const {
    key,
    date,
    region,
    names = '',
    signature = '',
  } = AUTHORIZATION.exec(request.headers.authorization ?? '')?.groups ?? {}
  const time = String(request.headers['x-amz-date'])
  const payload = String(request.headers['x-amz-content-sha256'])
  const signed = names.split(';')
  if (key !== ACCESS_KEY || region !== REGION || !signed.includes('host') || !signed.includes('x-amz-date'))
    return false
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(Date.now() - at) < SKEW_MS) || !time.startsWith(String(date))) return false
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) return false
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const canonical = [
    request.method,
    path,
    query.split('&').filter(Boolean).toSorted().join('&'),
    ...signed.map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    names,
    payload,
  ].join('\n')
  const scope = `${date}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const parts = [String(date), REGION, 's3', 'aws4_request']
  const signingKey = parts.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${SECRET_KEY}`)
  return timingSafeEqual(hmac(signingKey, text), Buffer.from(signature, 'hex'))
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function etagOf(text: string): string {
  return `"${createHash('md5').update(text).digest('hex')}"`
}
