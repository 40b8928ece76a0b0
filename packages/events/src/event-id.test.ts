import { expect, test } from 'vitest'
import { newEventId } from './event-id.ts'

test('an event id is a UUID of version 7 and of the RFC variant', () => {
  for (let round = 0; round < 100; round += 1) {
    expect(newEventId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

test('an event id begins with its time, so that later ids sort later', () => {
  const time = Date.UTC(2026, 0, 1)
  expect(Number.parseInt(newEventId(time).replaceAll('-', '').slice(0, 12), 16)).toBe(time)
  expect(newEventId(time) < newEventId(time + 1)).toBe(true)
})
