import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import type { HttpAnswer } from '../plugin.ts'
import type { Headers } from '../request-context.ts'

/** What is shorter than this fits into one packet as it is. In characters, near enough to bytes. */
const WORTH_IT = 1_400
const KEPT_CHOICES = 200

const packers = {
  // Levels that cost about as much as writing the JSON does: the answer is made once and read once.
  zstd: (body: string | Buffer) =>
    promisify(zstdCompress)(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  br: (body: string | Buffer) => promisify(brotliCompress)(body, { params: BROTLI }),
  gzip: (body: string | Buffer) => promisify(gzip)(body, { level: 1 }),
}
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 3, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT }

type Encoding = keyof typeof packers
/** In the order of preference among those that a client likes equally. */
const ENCODINGS = Object.keys(packers) as Encoding[]
const chosen = new Map<string, Encoding | null>()

/**
 * Compresses the body of a JSON answer in place, by what the client accepts (RFC 9110, 12.5.3). Null when nothing is to be
 * done; the work itself is done off the main thread.
 */
export function compressAnswer(answer: HttpAnswer, requested: Headers): Promise<void> | null {
  const { headers, body } = answer
  if (
    !(typeof body === 'string' || Buffer.isBuffer(body)) ||
    body.length < WORTH_IT ||
    !isJson(headers['content-type'])
  )
    return null
  headers['vary'] = headers['vary'] ? `${headers['vary']}, accept-encoding` : 'accept-encoding'
  const accepted = requested['accept-encoding']
  const encoding = accepted === undefined ? null : chooseEncoding(accepted)
  return encoding === null ? null : pack(answer, body, encoding)
}

async function pack(answer: HttpAnswer, body: string | Buffer, encoding: Encoding): Promise<void> {
  answer.body = await packers[encoding](body)
  answer.headers['content-encoding'] = encoding
}

/** There are few different headers in the world: what was decided for one is kept. */
function chooseEncoding(accepted: string): Encoding | null {
  const known = chosen.get(accepted)
  if (known !== undefined) return known
  const weights = readWeights(accepted)
  const weightOf = (encoding: string): number => weights.get(encoding) ?? weights.get('*') ?? 0
  let best: Encoding | null = null
  for (const encoding of ENCODINGS) {
    if (weightOf(encoding) > (best === null ? 0 : weightOf(best))) best = encoding
  }
  if (chosen.size < KEPT_CHOICES) chosen.set(accepted, best)
  return best
}

function readWeights(accepted: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const part of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    weights.set(name, weight === undefined ? 1 : Number(weight) || 0)
  }
  return weights
}

function isJson(type: string | undefined): boolean {
  return type?.startsWith('application/json') === true || type?.startsWith('application/graphql-response+json') === true
}
