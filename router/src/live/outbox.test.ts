import { describe, expect, it } from 'vitest'
import { LiveEvent } from './live-event.ts'
import { Outbox, OutboxTotals } from './outbox.ts'
import type { Channel } from './outbox.ts'

/** An outbox whose wire takes what a test lets it take. */
function start(limits = { messages: 100, bytes: 10_000, totalBytes: 100_000 }) {
  const written: string[] = []
  const totals = new OutboxTotals()
  const wire = { keepsUp: true }
  let congestions = 0
  let overflows = 0
  const outbox = new Outbox(
    {
      write(bytes) {
        written.push(String(bytes))
        return wire.keepsUp
      },
    },
    limits,
    totals,
    {
      onCongested() {
        congestions += 1
      },
      onOverflow() {
        overflows += 1
        outbox.close()
      },
    },
  )
  const channel = (name: string): Channel => ({
    frame: (event, isConflated) => Buffer.from(`${name}${isConflated ? '*' : ''} ${String(event.body)}`),
  })
  return {
    outbox,
    written,
    totals,
    wire,
    a: channel('a'),
    b: channel('b'),
    overflows: () => overflows,
    congestions: () => congestions,
  }
}

const state = (text: string, key = 'one'): LiveEvent => new LiveEvent(`{${text}`, {}, key)
const transition = (text: string): LiveEvent => new LiveEvent(`{${text}`)

describe('what waits for a client', () => {
  it('is nothing while the client keeps up', () => {
    const { outbox, written, totals, a } = start()
    outbox.sendEvent(a, state('1'))
    outbox.sendEvent(a, state('2'))
    expect(written).toEqual(['a {1}', 'a {2}'])
    expect(totals).toEqual({ bytes: 0, conflated: 0 })
  })

  it('is the newest state of each thing and operation, all transitions, and messages behind them', () => {
    const { outbox, written, totals, wire, a, b, congestions } = start()
    wire.keepsUp = false
    outbox.sendEvent(a, state('0'))
    expect(congestions()).toBe(1)
    outbox.sendEvent(a, state('1'))
    outbox.sendEvent(a, state('other', 'two'))
    outbox.sendEvent(b, state('b'))
    outbox.sendEvent(a, transition('t'))
    outbox.sendEvent(a, state('2'))
    outbox.sendBytes(a, Buffer.from('end'))
    wire.keepsUp = true
    outbox.onDrain()
    expect(written).toEqual(['a {0}', 'a {other}', 'b {b}', 'a {t}', 'a* {2}', 'end'])
    expect(totals).toEqual({ bytes: 0, conflated: 1 })
    outbox.sendEvent(a, state('3'))
    expect(written.at(-1)).toBe('a {3}')
  })

  it('goes on waiting when the client takes one message only', () => {
    const { outbox, written, wire, a } = start()
    wire.keepsUp = false
    for (const text of ['0', '1', '2', '3']) outbox.sendEvent(a, transition(text))
    outbox.onDrain()
    outbox.onDrain()
    expect(written).toEqual(['a {0}', 'a {1}', 'a {2}'])
    wire.keepsUp = true
    outbox.onDrain()
    expect(written.at(-1)).toBe('a {3}')
  })

  it('is forgotten with its operation', () => {
    const { outbox, written, totals, wire, a, b } = start()
    wire.keepsUp = false
    outbox.sendEvent(a, transition('0'))
    outbox.sendEvent(a, state('1'))
    outbox.sendEvent(b, transition('2'))
    outbox.forget(a)
    wire.keepsUp = true
    outbox.onDrain()
    expect(written).toEqual(['a {0}', 'b {2}'])
    expect(totals.bytes).toBe(0)
  })

  it.each([
    ['messages', { messages: 2, bytes: 10_000, totalBytes: 10_000 }],
    ['bytes', { messages: 100, bytes: 8, totalBytes: 10_000 }],
    ['bytes of all', { messages: 100, bytes: 10_000, totalBytes: 8 }],
  ])('has a bound of %s, beyond which the client is given up and costs nothing', (_, limits) => {
    const { outbox, totals, wire, a, overflows } = start(limits)
    wire.keepsUp = false
    outbox.sendEvent(a, transition('0'))
    for (const text of ['1', '2']) outbox.sendEvent(a, transition(text))
    expect(overflows()).toBe(0)
    outbox.sendEvent(a, transition('3'))
    outbox.sendEvent(a, transition('4'))
    expect([overflows(), totals.bytes]).toEqual([1, 0])
  })
})
