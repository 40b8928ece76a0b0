import type { AuditRule } from './audit-rule.ts'
import { eventRules } from './event-rules.ts'
import { inventoryRules } from './inventory-rules.ts'
import { orderRules } from './order-rules.ts'
import { paymentRules } from './payment-rules.ts'
import { userRules } from './user-rules.ts'

/** Every rule that a shop is held to. */
export const auditRules: readonly AuditRule[] = [
  ...eventRules,
  ...orderRules,
  ...inventoryRules,
  ...paymentRules,
  ...userRules,
]
