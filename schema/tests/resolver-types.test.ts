import { describe, expect, it } from 'vitest'
import { resolverTypes } from '../resolver-types.ts'

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  type Query { order(id: ID!): Order }
  enum Colour { RED GREEN }
  type Order @key(fields: "id") { id: ID! placedAt: DateTime! colour: Colour }
`

describe('the generated resolver types', () => {
  it('put the exported mapper of a type behind it', async () => {
    const types = await resolverTypes(sdl, "import type { Row } from './row.ts'\nexport type OrderMapper = Row\n")
    expect(types).toContain("import type { OrderMapper } from '../mappers.ts'")
    expect(types).toContain('Order: ResolverTypeWrapper<OrderMapper>')
  })

  it('know the request context, entities, dates and enums', async () => {
    const types = await resolverTypes(sdl, '')
    expect(types).toContain("import type { RequestContext } from '../context.ts'")
    expect(types).toContain('__resolveReference?:')
    expect(types).toContain('DateTime: { input: Date; output: Date | string; }')
    expect(types).toMatch(/export type Colour =\s+\| 'RED'\s+\| 'GREEN'/)
  })

  it('are refused for a scalar that nobody has given a TypeScript type', async () => {
    await expect(resolverTypes(`${sdl} scalar Weight`, '')).rejects.toThrow('Unknown scalar type Weight')
  })
})
