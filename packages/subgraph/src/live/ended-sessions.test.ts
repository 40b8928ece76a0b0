import { newEventId } from '@shop/events/event-id'
import { createInProcessBus } from '@shop/events/in-process-bus'
import { SessionsEnded } from '@shop/schema/events/users'
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { watchSessions } from './ended-sessions.ts'

test('the end of a session is told once to whoever has a token of before, also when it comes late, and to nobody else', async () => {
  const bus = createInProcessBus({ log: createLog({ name: 'test', level: 'silent' }) })
  const sessions = await watchSessions(bus)
  const sessionId = randomUUID()
  const subject = randomUUID()
  const { producer, type } = SessionsEnded
  const endAt = (time: number) =>
    bus.publish({
      id: newEventId(),
      producer,
      type,
      subject,
      occurredAt: new Date(time).toISOString(),
      data: { userId: subject, sessionIds: [sessionId] },
    })
  const told: string[] = []
  const listen = (name: string, issuedAt: number) => sessions.onEnd({ sessionId, issuedAt }, () => told.push(name))

  listen('before', 1_000)
  listen('left', 1_000)()
  listen('after', 3_000)
  await endAt(2_000)
  expect(told).toEqual(['before'])
  listen('late', 1_000)
  expect(told).toEqual(['before', 'late'])
  await endAt(2_500)
  // Who came late is not kept; those who were there forget themselves as they end.
  expect(told).toEqual(['before', 'late', 'before'])
  await bus.stop()
})
