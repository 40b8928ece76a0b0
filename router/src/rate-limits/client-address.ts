import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Who may say on whose behalf it asks: so many proxies in front of the router, or those of these networks. */
export type TrustedProxies = { hops: number; networks: BlockList | null }

/** `2`, or `10.0.0.0/8, 192.168.1.7`. Throws with what cannot be read. */
export function readTrustedProxies(text: string): TrustedProxies {
  if (/^\d{1,2}$/.test(text)) return { hops: Number(text), networks: null }
  const networks = new BlockList()
  for (const network of text.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address)
    const most = family === 4 ? 32 : 128
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : most + 1
    if (family === 0 || prefix > most) throw new RangeError(`${network} is neither an address nor a network`)
    networks.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  }
  return { hops: 0, networks }
}

/**
 * The address of whoever asks. `x-forwarded-for` is believed only as far as trusted proxies wrote it: from the right, each
 * entry was added by the one to its right. A client may write whatever it likes to the left.
 */
export function clientAddress({ socket, headers }: IncomingMessage, { hops, networks }: TrustedProxies): string {
  const peer = plainAddress(socket.remoteAddress ?? '') ?? ''
  const forwarded = hops > 0 || networks ? headers['x-forwarded-for'] : undefined
  if (!forwarded) return peer
  const said = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded).split(',').toReversed()
  let address = peer
  for (const [index, text] of said.entries()) {
    if (networks ? !isTrusted(networks, address) : index >= hops) return address
    const next = plainAddress(text.trim())
    // Not an address: the proxy has lost its way, and is the last that is known.
    if (next === null) return address
    address = next
  }
  return address
}

/** What a limit counts as one client: an IPv6 subscriber has a whole /64 to choose from (RFC 6177). */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

function isTrusted(networks: BlockList, address: string): boolean {
  return networks.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
}

/** Without a port, brackets, and the IPv6 form of IPv4 that sockets for both have; null when it is no address. */
function plainAddress(text: string): string | null {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.split(':')[0] : text) ?? ''
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare
  return isIP(address) === 0 ? null : address
}
