import type { Change } from '@graphql-inspector/core'
import {
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import type { Severity } from '../result.ts'
import { typeOf } from './change-coordinate.ts'
import { canConflict } from './field-conflicts.ts'
import { reachableTypes } from './reachable-types.ts'

type Judgement = { severity: Severity; reason: string | null; concerns?: string[] }

const EXECUTABLE = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
])

/** graphql-inspector's judgement of a change, and ours where we know better: mostly more severe, sometimes less. */
export function reconsider(change: Change, coordinate: string, base: GraphQLSchema, head: GraphQLSchema): Judgement {
  const level = { BREAKING: 'breaking', DANGEROUS: 'dangerous', NON_BREAKING: 'safe' } as const
  const told: Judgement = { severity: level[change.criticality.level], reason: change.criticality.reason ?? null }
  const type = change.type as string
  const meta = change.meta as Record<string, unknown>
  if (type.startsWith('DIRECTIVE_') && !type.startsWith('DIRECTIVE_USAGE_')) return ofDirective(type, meta, told, base)
  const owner = typeOf(coordinate)
  const reached = reachableTypes(base)
  if (base.getType(owner) && !reached.output.has(owner) && !reached.input.has(owner)) {
    return { severity: 'safe', reason: 'Nothing that clients can ask leads to this type.' }
  }
  switch (type) {
    case 'FIELD_REMOVED':
      return { ...told, reason: meta['isRemovedFieldDeprecated'] === true ? null : 'It was not deprecated before.' }
    case 'FIELD_TYPE_CHANGED':
      if (told.severity !== 'safe' || !canConflict(coordinate, base, head)) return told
      return {
        severity: 'dangerous',
        reason:
          'Operations that select the field of this type and of another in one place see two types that do not merge.',
      }
    case 'FIELD_ARGUMENT_ADDED':
      return told.severity === 'dangerous' && meta['hasDefaultValue'] === false
        ? { severity: 'safe', reason: 'Who does not send it sees no difference.' }
        : { ...told, concerns: [`${String(meta['typeName'])}.${String(meta['fieldName'])}`] }
    case 'FIELD_ARGUMENT_DEFAULT_CHANGED':
    case 'FIELD_ARGUMENT_TYPE_CHANGED':
      return ofArgument(meta, told, base, head)
    case 'INPUT_FIELD_ADDED':
      return { ...told, concerns: [owner] }
    case 'INPUT_FIELD_DEFAULT_VALUE_CHANGED':
    case 'INPUT_FIELD_TYPE_CHANGED':
      return ofInputField(coordinate, told, base, head)
    case 'ENUM_VALUE_ADDED':
      return reachableTypes(head).output.has(owner)
        ? { ...told, concerns: [owner] }
        : { severity: 'safe', reason: 'Clients only send this enum and never receive it.' }
    case 'ENUM_VALUE_REMOVED':
      return reached.input.has(owner)
        ? { ...told, concerns: [] }
        : {
            severity: 'dangerous',
            reason: 'Clients cannot send it; they only never receive it any more.',
            concerns: [owner],
          }
    case 'OBJECT_TYPE_INTERFACE_ADDED': {
      const implemented = String(meta['addedInterfaceName'])
      const known = base.getType(implemented)
      if (!isInterfaceType(known) || !reached.output.has(implemented)) return { severity: 'safe', reason: null }
      return {
        severity: 'dangerous',
        reason: `Clients that ask ${implemented} may receive a type that they do not know.`,
        concerns: [implemented],
      }
    }
    case 'OBJECT_TYPE_INTERFACE_REMOVED':
      return { ...told, concerns: [String(meta['removedInterfaceName'])] }
    case 'UNION_MEMBER_REMOVED':
      return { ...told, concerns: [String(meta['removedUnionMemberTypeName'])] }
    default:
      return told
  }
}

// Directives that only schemas use are no matter of clients.
function ofDirective(type: string, meta: Record<string, unknown>, told: Judgement, base: GraphQLSchema): Judgement {
  const name = meta['removedDirectiveName'] ?? meta['directiveName'] ?? meta['addedDirectiveName']
  const directive = base.getDirective(String(name))
  if (!directive) return told
  if (!directive.locations.some((location) => EXECUTABLE.has(location))) {
    return { severity: 'safe', reason: 'Operations cannot use this directive.' }
  }
  if (type === 'DIRECTIVE_REPEATABLE_REMOVED') {
    return { severity: 'breaking', reason: 'Operations that use the directive twice in one place are refused.' }
  }
  if (type === 'DIRECTIVE_LOCATION_REMOVED') {
    const location = String(meta['removedDirectiveLocation'])
    return EXECUTABLE.has(location) ? { severity: 'breaking', reason: null } : { severity: 'safe', reason: null }
  }
  return { ...told, concerns: [`@${directive.name}`] }
}

const LOST_DEFAULT = 'Without its default the value is required: who did not send it is refused.'

function ofArgument(
  meta: Record<string, unknown>,
  told: Judgement,
  base: GraphQLSchema,
  head: GraphQLSchema,
): Judgement {
  const [was, is] = [base, head].map((schema) => {
    const type = schema.getType(String(meta['typeName']))
    const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {}
    return fields[String(meta['fieldName'])]?.args.find(({ name }) => name === meta['argumentName'])
  })
  const concerns = [`${String(meta['typeName'])}.${String(meta['fieldName'])}`]
  const required = was && is && isRequiredArgument(is) && !isRequiredArgument(was)
  return required ? { severity: 'breaking', reason: LOST_DEFAULT, concerns } : { ...told, concerns }
}

function ofInputField(coordinate: string, told: Judgement, base: GraphQLSchema, head: GraphQLSchema): Judgement {
  const [owner = '', field = ''] = coordinate.split('.')
  const [was, is] = [base, head].map((schema) => {
    const type = schema.getType(owner)
    return isInputObjectType(type) ? type.getFields()[field] : undefined
  })
  const required = was && is && isRequiredInputField(is) && !isRequiredInputField(was)
  return required ? { severity: 'breaking', reason: LOST_DEFAULT, concerns: [owner] } : { ...told, concerns: [owner] }
}
