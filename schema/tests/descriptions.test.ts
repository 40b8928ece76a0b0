import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, visit, type ASTNode } from 'graphql'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '..')
// Composed from the others.
const composed = new Set(['api.graphql', 'supergraph.graphql'])
const names = readdirSync(folder).filter((name) => name.endsWith('.graphql') && !composed.has(name))

type Described = ASTNode & { name: { value: string }; description?: { value: string } }

it('finds the SDLs', () => {
  expect(names).toContain('orders.graphql')
})

it.each(names)('every type, field, argument and value in %s has a description', (name) => {
  const bare: string[] = []
  const check = (node: Described) => {
    if (node.description?.value.trim()) return
    bare.push(`${node.kind} ${node.name.value}, line ${node.loc?.startToken.line}`)
  }
  visit(parse(readFileSync(join(folder, name), 'utf8')), {
    ScalarTypeDefinition: check,
    ObjectTypeDefinition: check,
    InterfaceTypeDefinition: check,
    UnionTypeDefinition: check,
    EnumTypeDefinition: check,
    InputObjectTypeDefinition: check,
    FieldDefinition: check,
    InputValueDefinition: check,
    EnumValueDefinition: check,
    DirectiveDefinition: check,
  })
  expect(bare).toEqual([])
})
