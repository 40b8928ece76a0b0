/** A number that may depend on the coerced variables of a request. Most do not. */
export type Formula = number | ((values: Readonly<Record<string, unknown>>) => number)

export function evaluate(formula: Formula, values: Readonly<Record<string, unknown>>): number {
  return typeof formula === 'number' ? formula : formula(values)
}

/** What is known is added up now; what remains is asked per request. */
export function sum(parts: readonly Formula[]): Formula {
  let known = 0
  const open: Exclude<Formula, number>[] = []
  for (const part of parts) {
    if (typeof part === 'number') known += part
    else open.push(part)
  }
  if (open.length === 0) return known
  return (values) => open.reduce((total, part) => total + part(values), known)
}

export function times(left: Formula, right: Formula): Formula {
  if (typeof left === 'number' && typeof right === 'number') return left * right
  if (left === 0 || right === 0) return 0
  return (values) => evaluate(left, values) * evaluate(right, values)
}

export function greatest(parts: readonly Formula[]): Formula {
  const known = parts.filter((part) => typeof part === 'number')
  if (known.length === parts.length) return Math.max(0, ...known)
  return (values) => Math.max(0, ...parts.map((part) => evaluate(part, values)))
}
