import { Kind, parse, valueFromASTUntyped } from 'graphql'
import type { ConstDirectiveNode, DefinitionNode, SchemaDefinitionNode } from 'graphql'

/** What `@listSize` says of a field. Without `sizedFields` it is about the list that the field itself is. */
export type ListSize = {
  assumedSize: number | null
  slicingArguments: readonly string[]
  sizedFields: readonly string[] | null
  requireOneSlicingArgument: boolean
}

/** What a supergraph says about costs. Keys are coordinates: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`. */
export type CostRules = { weights: ReadonlyMap<string, number>; sizes: ReadonlyMap<string, ListSize> }

/** https://specs.apollo.dev/cost, the IBM cost directives (https://ibm.github.io/graphql-specs/cost-spec.html) in Federation 2.9. */
const COST_SPEC = /^https:\/\/specs\.apollo\.dev\/cost\/v\d/
const NO_RULES: CostRules = { weights: new Map(), sizes: new Map() }

/** Reads `@cost` and `@listSize` under whatever names composition gave them. */
export function readCostRules(supergraphSdl: string): CostRules {
  const { definitions } = parse(supergraphSdl, { noLocation: true })
  const names = directiveNames(definitions.find((one) => one.kind === Kind.SCHEMA_DEFINITION))
  if (!names) return NO_RULES
  const { cost, listSize } = names
  const weights = new Map<string, number>()
  const sizes = new Map<string, ListSize>()

  function readWeight(coordinate: string, directives: readonly ConstDirectiveNode[] | undefined): void {
    const applied = directives?.find((one) => one.name.value === cost)
    if (applied) weights.set(coordinate, Number(argumentsOf(applied)['weight']))
  }

  function readFields(definition: DefinitionNode): void {
    if (!('fields' in definition) || !('name' in definition)) return
    const type = definition.name?.value
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`
      readWeight(coordinate, field.directives)
      const applied = field.directives?.find((one) => one.name.value === listSize)
      if (applied) sizes.set(coordinate, toListSize(argumentsOf(applied)))
      if (field.kind !== Kind.FIELD_DEFINITION) continue
      for (const argument of field.arguments ?? []) {
        readWeight(`${coordinate}(${argument.name.value}:)`, argument.directives)
      }
    }
  }

  for (const definition of definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue
    readWeight(definition.name.value, definition.directives as readonly ConstDirectiveNode[])
    readFields(definition)
  }
  return { weights, sizes }
}

/** The names of the two directives, by the core schema's rules for `as` and `import`; null when the schema has none. */
function directiveNames(schema: SchemaDefinitionNode | undefined): { cost: string; listSize: string } | null {
  const links = schema?.directives?.filter((one) => one.name.value === 'link').map(argumentsOf) ?? []
  const link = links.find(({ url }) => typeof url === 'string' && COST_SPEC.test(url))
  if (!link) return null
  const prefix = typeof link['as'] === 'string' ? link['as'] : 'cost'
  const imports = Array.isArray(link['import']) ? link['import'] : []
  const imported = (name: string): string | undefined => {
    const found = imports.find((one) => one === name || one?.name === name)
    return found === undefined ? undefined : String(found.as ?? name).slice(1)
  }
  return { cost: imported('@cost') ?? prefix, listSize: imported('@listSize') ?? `${prefix}__listSize` }
}

function argumentsOf(directive: ConstDirectiveNode): Record<string, unknown> {
  const fields = directive.arguments?.map((argument) => ({ ...argument, kind: Kind.OBJECT_FIELD as const })) ?? []
  return valueFromASTUntyped({ kind: Kind.OBJECT, fields }) as Record<string, unknown>
}

function toListSize(given: Record<string, unknown>): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = given
  const slicing = Array.isArray(slicingArguments) ? slicingArguments.map(String) : []
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
    slicingArguments: slicing,
    sizedFields: Array.isArray(sizedFields) ? sizedFields.map(String) : null,
    requireOneSlicingArgument: slicing.length > 0 && requireOneSlicingArgument !== false,
  }
}
