/** Throws when a list of entities is not as long as what was asked for: nobody knows which of them is which. */
export function assertEntityCount(entities: readonly unknown[], asked: number): void {
  if (entities.length !== asked)
    throw new Error(`It answered ${entities.length} entities where ${asked} were asked for.`)
}
