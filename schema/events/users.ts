import { z } from 'zod'
import { defineEvent } from './define-event.ts'

/**
 * An account was created. Whose it is, users says, as long as it is not erased: outboxes and streams keep events for a day, and dead
 * letters longer. Subject: the user.
 */
export const UserRegistered = defineEvent('users', 'UserRegistered', z.object({ userId: z.uuid() }))

/** A guest signed in or registered: what belongs to `guestId` becomes the user's. Subject: the user. */
export const GuestSignedIn = defineEvent('users', 'GuestSignedIn', z.object({ guestId: z.uuid(), userId: z.uuid() }))

/** An account was erased: every subgraph removes the person's data that it keeps. Subject: the user. */
export const UserErased = defineEvent('users', 'UserErased', z.object({ userId: z.uuid() }))

/**
 * Sessions of a user have ended: signed out, or all of them because of another password, other roles or the account's end.
 * Access tokens of theirs go on until they expire; what is followed live ends at once. Subject: the user.
 */
export const SessionsEnded = defineEvent(
  'users',
  'SessionsEnded',
  z.object({ userId: z.uuid(), sessionIds: z.array(z.uuid()) }),
)
