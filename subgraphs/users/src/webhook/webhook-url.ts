import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/** Where webhooks may go. */
export type WebhookRules = {
  /** Also to addresses that the internet does not reach, for a test or a network of one's own. */
  allowPrivate: boolean
  /** Also without TLS. */
  allowHttp: boolean
  /** Only to these ports; empty for all. */
  ports: readonly number[]
}

export const LONGEST_URL = 2_000

/** What is wrong with an address, in words; null when webhooks may go there, as far as its text tells. */
export function webhookUrlProblem(text: string, { allowPrivate, allowHttp, ports }: WebhookRules): string | null {
  const url = URL.parse(text)
  if (!url || text.length > LONGEST_URL) return 'This is not a URL of at most 2,000 characters.'
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) return 'It must begin with https://.'
  if (url.username || url.password) return 'It must not have credentials: messages are signed.'
  if (url.hash) return 'It must not have a fragment.'
  const port = portOf(url)
  if (ports.length > 0 && !ports.includes(port)) return `The port must be one of ${ports.join(', ')}.`
  const host = hostOf(url)
  if (allowPrivate) return null
  if (isIP(host) ? !isPublicAddress(host) : isLocalName(host)) return 'The internet must be able to reach it.'
  return null
}

/** The host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function portOf(url: URL): number {
  if (url.port) return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

/** Names that no public resolver answers: who knows them is on this network. What a name leads to is checked when connecting. */
function isLocalName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return !name.includes('.') || /\.(localhost|local|internal|intranet|lan|home|corp|arpa)$/.test(name)
}
