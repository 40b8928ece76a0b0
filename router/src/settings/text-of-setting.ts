/**
 * The text that the environment would have for a value from code, so that both are checked by the same rules: lists are
 * separated by commas, objects are JSON.
 */
export function textOfSetting(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(',')
  return JSON.stringify(value)
}
