import { z } from 'zod'
import { setting, yesNo } from './setting.ts'

/** What operators and developers see. */
export const observabilitySettings = {
  logLevel: setting(
    'LOG_LEVEL',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'How much is logged',
  ),
  maskErrors: setting('MASK_ERRORS', yesNo, 'true', 'Whether messages of internal errors stay in the log'),
}
