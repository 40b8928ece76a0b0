/** What a person can put right, as a mutation's payload lists it. `field` is the path into `input`, null for the whole. */
export type UserError = { field: string[] | null; message: string; code: string }

/** One user error. `code` is SCREAMING_SNAKE_CASE and listed in the subgraph's `errors.ts`. */
export function userError(code: string, message: string, field: readonly string[] | null = null): UserError {
  return { code, message, field: field ? [...field] : null }
}

/** Thrown by a use case so that its transaction rolls back and the payload says why. Knows no GraphQL. */
export class Refusal extends Error {
  readonly userErrors: UserError[]

  constructor(...userErrors: UserError[]) {
    super(userErrors.map((error) => `${error.code}: ${error.message}`).join('; '))
    this.name = 'Refusal'
    this.userErrors = userErrors
  }
}

/** Throws a Refusal with all the errors that are there; nulls are checks that passed. */
export function refuseIfAny(...checks: (UserError | null)[]): void {
  const errors = checks.filter((error) => error !== null)
  if (errors.length > 0) throw new Refusal(...errors)
}

/** Either the value of a use case, or the errors that a payload shows. */
export type Settled<T> = { value: T; userErrors: [] } | { value: null; userErrors: UserError[] }

/**
 * Runs a use case for a mutation's payload: a Refusal becomes `userErrors`, every other error passes on.
 * `const { value, userErrors } = await settle(() => addToCart(…)); return { cart: value, userErrors }`
 */
export async function settle<T>(useCase: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await useCase(), userErrors: [] }
  } catch (error) {
    if (error instanceof Refusal) return { value: null, userErrors: error.userErrors }
    throw error
  }
}
