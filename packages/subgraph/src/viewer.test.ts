import { expect, test } from 'vitest'
import { hasRole, requireAccount, requireRole, requireViewer } from './viewer.ts'
import type { Role, Viewer } from './viewer.ts'

const viewer = (...roles: Role[]): Viewer => ({
  id: '0193f6a4-7c1e-7b3a-9c55-0123456789ab',
  roles,
  sessionId: 's',
  issuedAt: 0,
})
const withCode = (code: string) => expect.objectContaining({ extensions: { code } })

test('without a token everything that needs a viewer is UNAUTHENTICATED', () => {
  for (const require of [requireViewer, requireAccount, (none: null) => requireRole(none, 'STAFF')]) {
    expect(() => require(null)).toThrow(withCode('UNAUTHENTICATED'))
  }
})

test('a guest is a viewer and has no account', () => {
  expect(requireViewer(viewer('GUEST'))).toEqual(viewer('GUEST'))
  expect(() => requireAccount(viewer('GUEST'))).toThrow(withCode('UNAUTHENTICATED'))
})

test('one of the roles is enough, another is FORBIDDEN, and an admin is staff', () => {
  expect(requireRole(viewer('STAFF'), 'STAFF', 'ADMIN')).toEqual(viewer('STAFF'))
  expect(() => requireRole(viewer('CUSTOMER'), 'STAFF')).toThrow(withCode('FORBIDDEN'))
  expect(hasRole(viewer('ADMIN'), 'STAFF')).toBe(true)
  expect(hasRole(viewer('STAFF'), 'ADMIN')).toBe(false)
})
