import { print, valueFromASTUntyped } from 'graphql'
import type { Severity } from '../result.ts'
import type { SchemaChange } from './schema-change.ts'
import { printRequirement, refusedAt, requirementAt } from './authorization.ts'
import { enclosing } from './change-coordinate.ts'
import type { SupergraphModel } from './supergraph-model.ts'

export type DirectiveChange = SchemaChange & { category: 'federation' | 'authorization' | 'cost' }

const AUTHORIZATION = new Set(['authenticated', 'requiresScopes', 'policy'])
/** Part of the API's schema, and told there. */
const OF_THE_API = new Set(['specifiedBy', 'oneOf', 'deprecated'])

/** What differs in the directives that reach the router: authorization, cost, tags, hiding, and those composed by name. */
export function findDirectiveChanges(base: SupergraphModel, head: SupergraphModel): DirectiveChange[] {
  return [...new Set([...base.directives.keys(), ...head.directives.keys()])].flatMap((at) => {
    // What is new or gone as a whole is told by itself; only rules that protect what was there before matter then.
    if (!exists(base, at) || !exists(head, at)) return []
    const names = new Set([...(base.directives.get(at)?.keys() ?? []), ...(head.directives.get(at)?.keys() ?? [])])
    return [
      ...authorizationChange(at, base, head),
      ...[...names]
        .filter((name) => !AUTHORIZATION.has(name) && !OF_THE_API.has(name))
        .flatMap((name) => otherChange(at, name, base, head)),
    ]
  })
}

function authorizationChange(at: string, base: SupergraphModel, head: SupergraphModel): DirectiveChange[] {
  const [was, is] = [requirementAt(base, at), requirementAt(head, at)]
  const [refused, letIn] = [refusedAt(at, base, head), refusedAt(at, head, base)]
  const message = `${at} asks the viewer for ${printRequirement(is)}, and asked for ${printRequirement(was)}`
  const common = { category: 'authorization' as const, coordinate: at, concerns: [at], message }
  return [
    ...(refused === 'nobody'
      ? []
      : [
          {
            ...common,
            code: 'AUTHORIZATION_TIGHTENED',
            severity: refused === 'viewers' ? ('breaking' as const) : ('dangerous' as const),
            reason:
              refused === 'viewers'
                ? 'Viewers who may ask it on the base are refused.'
                : 'All of its fields ask for it on the base, too: only who asks for its __typename is refused.',
          },
        ]),
    ...(letIn === 'nobody'
      ? []
      : [
          {
            ...common,
            code: 'AUTHORIZATION_LOOSENED',
            severity: 'dangerous' as const,
            reason:
              letIn === 'viewers'
                ? 'Viewers see what they could not see before.'
                : 'All of its fields ask for it now: viewers see that it is there, and its __typename.',
          },
        ]),
  ]
}

function otherChange(at: string, name: string, base: SupergraphModel, head: SupergraphModel): DirectiveChange[] {
  const texts = (model: SupergraphModel) => (model.directives.get(at)?.get(name) ?? []).map((node) => print(node))
  const [was, is] = [texts(base).toSorted(), texts(head).toSorted()]
  if (was.join() === is.join()) return []
  const gone = was.filter((text) => !is.includes(text))
  const came = is.filter((text) => !was.includes(text))
  const verb = gone.length === 0 ? 'ADDED' : came.length === 0 ? 'REMOVED' : 'CHANGED'
  const message =
    verb === 'ADDED'
      ? `${came.join(' ')} was added to ${at}`
      : verb === 'REMOVED'
        ? `${gone.join(' ')} was removed from ${at}`
        : `${gone.join(' ')} of ${at} became ${came.join(' ')}`
  const change = (code: string, severity: Severity, category: 'federation' | 'cost', reason: string | null = null) => [
    { code, severity, category, coordinate: at, concerns: [at], message, reason },
  ]
  if (name === 'tag') return change(`TAG_${verb}`, 'safe', 'federation')
  // What it hides or shows is a change of the API, told there.
  if (name === 'inaccessible') return change(`INACCESSIBLE_${verb}`, 'safe', 'federation')
  if (name === 'cost' || name === 'listSize') {
    const code = name === 'cost' ? 'COST' : 'LIST_SIZE'
    const lower = name === 'cost' && weight(base, at, 0) >= weight(head, at, 1)
    return lower
      ? change(`${code}_${verb}`, 'safe', 'cost')
      : change(
          `${code}_${verb}`,
          'dangerous',
          'cost',
          'An operation that was just cheap enough may now be refused for its cost.',
        )
  }
  return change(
    `COMPOSED_DIRECTIVE_${verb}`,
    'dangerous',
    'federation',
    'Routers may act on it; this check does not know how.',
  )
}

// Without the directive a weight is 0 or 1, by type: each time the one that makes the change look worse.
function weight(model: SupergraphModel, at: string, otherwise: number): number {
  const [argument] = model.directives.get(at)?.get('cost')?.[0]?.arguments ?? []
  return argument ? Number(valueFromASTUntyped(argument.value)) : otherwise
}

function exists(model: SupergraphModel, coordinate: string): boolean {
  if (model.directives.has(coordinate)) return true
  const field = coordinate.includes('(') ? enclosing(coordinate) : coordinate
  const [type = '', name] = (field ?? '').split('.')
  const found = model.types.get(type)
  return found !== undefined && (name === undefined || found.fields.has(name) || found.kind === 'EnumTypeDefinition')
}
