import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { addressGroup, clientAddress, readTrustedProxies } from './client-address.ts'

function from(peer: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage
}

describe('the address of a client', () => {
  it.each([
    ['that of the connection, whatever is said, when nobody is trusted', '0', from('9.9.9.9', '1.2.3.4'), '9.9.9.9'],
    ['what the only proxy saw, not what the client told it', '1', from('10.0.0.1', '6.6.6.6, 1.2.3.4'), '1.2.3.4'],
    ['what the first of two proxies saw', '2', from('10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2'), '1.2.3.4'],
    ['the last that is known, when there were fewer proxies', '3', from('10.0.0.1', '1.2.3.4'), '1.2.3.4'],
    ['the first outside of trusted networks', '10.0.0.0/8', from('10.0.0.1', '6.6.6.6, 1.2.3.4, 10.9.9.9'), '1.2.3.4'],
    [
      'that of the connection, when it comes from elsewhere',
      '10.0.0.0/8, fd00::/8',
      from('9.9.9.9', '1.2.3.4'),
      '9.9.9.9',
    ],
    ['the proxy itself, when it wrote nonsense', '1', from('10.0.0.1', '1.2.3.4, unknown'), '10.0.0.1'],
    ['without its port', '1', from('10.0.0.1', '1.2.3.4:5678'), '1.2.3.4'],
    ['without brackets', '1', from('10.0.0.1', '[2001:db8::7]:443'), '2001:db8::7'],
    ['IPv4, where a socket for both says it as IPv6', '10.0.0.0/8', from('::ffff:10.0.0.1', '1.2.3.4'), '1.2.3.4'],
  ])('is %s', (_what, trusted, request, address) => {
    expect(clientAddress(request, readTrustedProxies(trusted))).toBe(address)
  })

  it.each(['ten', '10.0.0.0/33', '10.0.0/8', '::1/129', '10.0.0.0/x'])('refuses to trust %s', (text) => {
    expect(() => readTrustedProxies(text)).toThrow('neither an address nor a network')
  })

  it('counts with its /64 when it is IPv6, however it is written', () => {
    expect(addressGroup('1.2.3.4')).toBe('1.2.3.4')
    const groups = ['2001:db8:0:1::7', '2001:0DB8:0:1:a:b:c:d', '2001:db8::1:0:0:0:9'].map((text) => addressGroup(text))
    expect(new Set(groups)).toEqual(new Set(['2001:db8:0:1::/64']))
    expect([addressGroup('::1'), addressGroup('fe80::1%eth0')]).toEqual(['0:0:0:0::/64', 'fe80:0:0:0::/64'])
  })
})
