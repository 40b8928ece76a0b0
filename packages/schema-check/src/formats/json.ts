import type { Format } from '../result.ts'

/** The result as it is (CheckResult), indented. */
export const formatJson: Format = ({ result }) => `${JSON.stringify(result, null, 2)}\n`
