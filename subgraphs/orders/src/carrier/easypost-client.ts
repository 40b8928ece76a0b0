import { EasyPostTracker } from './easypost-tracker.ts'

/** How EasyPost is asked. `url` has no slash at its end. */
export type EasyPostOptions = { url: string; apiKey: string; timeoutMs: number }

/** EasyPost answered that it cannot do it, or in a way that nobody understands. */
export class EasyPostFailure extends Error {
  override name = 'EasyPostFailure'
}

/** More than any tracker's JSON. */
const MAXIMUM_ANSWER_BYTES = 1_048_576

/**
 * Registers a parcel with EasyPost, so that webhooks tell what happens to it. A code that is registered already is the same tracker
 * (for three months). Throws EasyPostFailure, or the error of the connection.
 */
export async function createTracker(
  { url, apiKey, timeoutMs }: EasyPostOptions,
  parcel: { trackingCode: string; carrier: string },
): Promise<EasyPostTracker> {
  const response = await fetch(`${url}/v2/trackers`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ tracker: { tracking_code: parcel.trackingCode, carrier: parcel.carrier } }),
    // Where it is sent to, the key would go, too.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  const answer = await readAnswer(response)
  if (!response.ok) throw new EasyPostFailure(`EasyPost answered ${response.status}: ${answer.slice(0, 300)}`)
  try {
    return EasyPostTracker.parse(JSON.parse(answer))
  } catch (error) {
    throw new EasyPostFailure('EasyPost answered with something that is no tracker', { cause: error })
  }
}

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > MAXIMUM_ANSWER_BYTES) throw new EasyPostFailure('EasyPost answered with more than a tracker can have')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
