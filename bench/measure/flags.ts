/** Something that whoever starts a bench can put right. Its message is all that they are told. */
export class BadFlag extends Error {}

export function nameOf<Name extends string>(flag: string, text: string, all: readonly Name[]): Name {
  const found = all.find((name) => name === text)
  if (found === undefined) throw new BadFlag(`${flag} takes ${all.join(', ')}, not "${text}".`)
  return found
}

/** The names in a list with commas, in the order of `all`; all of them when it was not given. */
export function namesOf<Name extends string>(flag: string, text: string | undefined, all: readonly Name[]): Name[] {
  const given = text?.split(',').map((name) => nameOf(flag, name, all)) ?? all
  return all.filter((name) => given.includes(name))
}

export function wholeNumberOf(flag: string, text: string, least = 1): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < least)
    throw new BadFlag(`${flag} must be a whole number, at least ${least}, not "${text}".`)
  return Number(text)
}

/** Seconds or minutes, with fractions. */
export function durationOf(flag: string, text: string, least: 'none' | 'some' = 'some'): number {
  if (!/^\d{1,6}(\.\d+)?$/.test(text) || (least === 'some' && Number(text) === 0))
    throw new BadFlag(`${flag} must be a number ${least === 'some' ? 'above' : 'not below'} 0, not "${text}".`)
  return Number(text)
}
