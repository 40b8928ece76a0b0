import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCircuit } from './circuit.ts'
import type { CircuitState } from './traffic-observer.ts'

const FIRST_PAUSE_MS = 250

// The clock stands still but for `pass`.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

async function opened(failures = 2) {
  const changes: CircuitState[] = []
  const circuit = createCircuit(failures, (state) => changes.push(state))
  for (let turn = 0; turn < failures; turn += 1) circuit.failed()
  // The breaker hears of it a moment later.
  await delay(1)
  return { circuit, changes }
}

describe('the circuit of an address', () => {
  it('opens after failures in a row only', async () => {
    const { circuit, changes } = await opened()
    expect([circuit.state(), changes]).toEqual(['open', ['open']])
    const mixed = createCircuit(2, () => {})
    for (const good of [false, true, false, true, false]) {
      if (good) mixed.succeeded()
      else mixed.failed()
      await delay(1)
    }
    expect(mixed.state()).toBe('closed')
  })

  it('lets one probe through after its pause, which decides', async () => {
    const { circuit, changes } = await opened()
    expect(circuit.mayProbe()).toBe(false)
    pass(FIRST_PAUSE_MS + 5)
    expect([circuit.mayProbe(), circuit.probe(), circuit.state()]).toEqual([true, true, 'half-open'])
    expect(circuit.mayProbe()).toBe(false)
    circuit.probed(true)
    await delay(1)
    expect(changes).toEqual(['open', 'half-open', 'closed'])
    // It counts from the beginning again.
    circuit.failed()
    await delay(1)
    expect(circuit.state()).toBe('closed')
  })

  it('heeds nothing that ends late, and pauses longer after a probe that failed', async () => {
    const { circuit } = await opened()
    circuit.succeeded()
    circuit.failed()
    pass(FIRST_PAUSE_MS + 5)
    circuit.probe()
    circuit.succeeded()
    circuit.failed()
    circuit.probed(false)
    await delay(1)
    expect(circuit.state()).toBe('open')
    // At least half of the doubled pause.
    pass(FIRST_PAUSE_MS - 5)
    expect(circuit.mayProbe()).toBe(false)
    pass(FIRST_PAUSE_MS + 10)
    expect(circuit.mayProbe()).toBe(true)
  })

  it('never opens when it is told not to', async () => {
    const { circuit } = await opened(0)
    for (let turn = 0; turn < 50; turn += 1) circuit.failed()
    await delay(1)
    expect(circuit.state()).toBe('closed')
  })
})
