import { expect, test } from 'vitest'
import { beginningCursor, readCursor, scopeOf, wasTold, writeCursor } from './change-cursor.ts'
import { hasSeen, parseSnapshot, snapshotText } from './snapshot.ts'

const scope = scopeOf(['order:1'])
const snapshot = parseSnapshot('100:105:100,103')

test('a snapshot has seen what was committed before it, and not what was running or came later', () => {
  expect([99, 100, 101, 103, 104, 105].map((id) => hasSeen(snapshot, id))).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ])
  expect(snapshotText(snapshot)).toBe('100:105:100,103')
  expect(parseSnapshot('7:7:')).toEqual({ xmin: 7, xmax: 7, running: [] })
  expect(() => parseSnapshot('7:x:')).toThrow('not a snapshot')
})

test('a cursor comes back as it was written, in whole and in part', () => {
  const whole = { snapshot }
  const part = { snapshot, partly: { snapshot: parseSnapshot('104:110:'), position: 77 } }
  for (const seen of [whole, part]) {
    expect(readCursor(scope, writeCursor(scope, seen, 1_790_000_000_000))).toEqual({
      seen,
      issuedAt: 1_790_000_000_000,
    })
  }
  expect(readCursor(scope, beginningCursor(scope, snapshot, 1))).toBe('beginning')
})

test('a cursor of another subscription, or text that is none, is no cursor', () => {
  const cursor = writeCursor(scope, { snapshot }, 1)
  expect(readCursor(scopeOf(['order:2']), cursor)).toBeNull()
  for (const text of ['', scope, `${scope}.1`, `${scope}.1.x`, `${scope}.?.1_2`, `${cursor}.1_1`, `${cursor}.1_1.-1`]) {
    expect(readCursor(scope, text)).toBeNull()
  }
  expect(readCursor(scope, `${scope}.1.${'1_'.repeat(5_000)}1`)).toBeNull()
})

test('what was told in part is told up to its position only', () => {
  const seen = { snapshot, partly: { snapshot: parseSnapshot('110:110:'), position: 5 } }
  expect(wasTold(seen, { transactionId: 99, position: 9 })).toBe(true)
  expect(wasTold(seen, { transactionId: 103, position: 5 })).toBe(true)
  expect(wasTold(seen, { transactionId: 103, position: 6 })).toBe(false)
  expect(wasTold(seen, { transactionId: 110, position: 4 })).toBe(false)
})
