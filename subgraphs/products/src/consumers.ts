import { onUserErased } from './events/on-user-erased.ts'

/** Every event of others that changes something in products. */
export const consumers = [onUserErased]
