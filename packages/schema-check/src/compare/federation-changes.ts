import type { Severity } from '../result.ts'
import type { SchemaChange } from './schema-change.ts'
import {
  type FieldModel,
  resolversOf,
  type SupergraphModel,
  type TypeModel,
  type TypePart,
} from './supergraph-model.ts'

/**
 * What differs in how the subgraphs make the API: subgraphs, keys, who resolves a field, @override, @requires, @provides,
 * @interfaceObject. None of it changes what clients may ask (the API's changes tell that), so nothing here is breaking by
 * itself: dangerous is what routers and subgraphs of different age can disagree about, or what moves load.
 */
export function findFederationChanges(base: SupergraphModel, head: SupergraphModel): SchemaChange[] {
  const changes = subgraphChanges(base, head)
  for (const [name, before] of base.types) {
    const after = head.types.get(name)
    if (!after || before.kind !== after.kind) continue
    for (const [subgraph, part] of before.parts) {
      const now = after.parts.get(subgraph)
      if (now) changes.push(...keyChanges(name, subgraph, part, now))
      else if (head.subgraphs.has(subgraph)) changes.push(...keyChanges(name, subgraph, part, NO_PART))
    }
    for (const [subgraph, part] of after.parts) {
      if (!before.parts.has(subgraph)) changes.push(...keyChanges(name, subgraph, NO_PART, part))
    }
    if (isOutput(before)) changes.push(...fieldChanges(name, before, after))
  }
  return changes
}

const NO_PART: TypePart = { keys: [], isInterfaceObject: false, implements: new Set() }

function change(code: string, severity: Severity, coordinate: string, message: string, reason?: string): SchemaChange {
  return { code, severity, coordinate, concerns: [coordinate], message, reason: reason ?? null }
}

function subgraphChanges(base: SupergraphModel, head: SupergraphModel): SchemaChange[] {
  const changes: SchemaChange[] = []
  for (const [name, { url }] of base.subgraphs) {
    const now = head.subgraphs.get(name)
    const at = `subgraph:${name}`
    if (!now) {
      changes.push(change('SUBGRAPH_REMOVED', 'dangerous', at, `Subgraph ${name} was removed`, STILL_ASKED))
    } else if (now.url !== url) {
      changes.push(
        change(
          'SUBGRAPH_URL_CHANGED',
          'dangerous',
          at,
          `Subgraph ${name} moved from ${url || '(no address)'} to ${now.url || '(no address)'}`,
        ),
      )
    }
  }
  for (const name of head.subgraphs.keys()) {
    if (!base.subgraphs.has(name)) {
      changes.push(change('SUBGRAPH_ADDED', 'safe', `subgraph:${name}`, `Subgraph ${name} was added`))
    }
  }
  return changes
}

const STILL_ASKED = 'Routers with the old supergraph still ask it.'

function keyChanges(type: string, subgraph: string, before: TypePart, after: TypePart): SchemaChange[] {
  const changes: SchemaChange[] = []
  for (const { fields, resolvable } of before.keys) {
    const now = after.keys.find((key) => key.fields === fields)
    const key = `@key(fields: "${fields}") of ${type} in ${subgraph}`
    if (!now) {
      changes.push(
        change(
          'KEY_REMOVED',
          'dangerous',
          type,
          `${key} was removed`,
          'Routers with the old supergraph may still send it.',
        ),
      )
    } else if (now.resolvable !== resolvable) {
      const severity = now.resolvable ? 'safe' : 'dangerous'
      changes.push(
        change(
          'KEY_RESOLVABLE_CHANGED',
          severity,
          type,
          `${key} is ${now.resolvable ? 'now' : 'no longer'} resolvable`,
        ),
      )
    }
  }
  for (const { fields } of after.keys) {
    if (before.keys.some((key) => key.fields === fields)) continue
    changes.push(change('KEY_ADDED', 'safe', type, `@key(fields: "${fields}") of ${type} in ${subgraph} was added`))
  }
  if (before.isInterfaceObject !== after.isInterfaceObject) {
    const [code, verb] = after.isInterfaceObject
      ? ['INTERFACE_OBJECT_ADDED', 'is now']
      : ['INTERFACE_OBJECT_REMOVED', 'is no longer']
    changes.push(
      change(
        code,
        'dangerous',
        type,
        `${type} ${verb} an @interfaceObject in ${subgraph}`,
        'Plans of every type that implements it change.',
      ),
    )
  }
  return changes
}

function fieldChanges(type: string, before: TypeModel, after: TypeModel): SchemaChange[] {
  return [...before.fields].flatMap(([name, field]) => {
    const now = after.fields.get(name)
    return now ? [...ownerChanges(`${type}.${name}`, field, now), ...partChanges(`${type}.${name}`, field, now)] : []
  })
}

function ownerChanges(at: string, before: FieldModel, after: FieldModel): SchemaChange[] {
  const [was, is] = [resolversOf(before), resolversOf(after)]
  const gone = was.filter((subgraph) => !is.includes(subgraph))
  const came = is.filter((subgraph) => !was.includes(subgraph))
  if (gone.length > 0 && came.length > 0) {
    return [
      change(
        'FIELD_MOVED',
        'dangerous',
        at,
        `${at} moved from ${gone.join(', ')} to ${came.join(', ')}`,
        'Both must serve it until every router has the new supergraph.',
      ),
    ]
  }
  if (gone.length > 0) {
    return [
      change(
        'FIELD_RESOLVER_REMOVED',
        'dangerous',
        at,
        `${at} is no longer resolved by ${gone.join(', ')}`,
        'Routers with the old supergraph may still ask it there.',
      ),
    ]
  }
  return came.length === 0
    ? []
    : [change('FIELD_RESOLVER_ADDED', 'safe', at, `${at} is now resolved by ${came.join(', ')} too (@shareable)`)]
}

function partChanges(at: string, before: FieldModel, after: FieldModel): SchemaChange[] {
  return [...new Set([...before.parts.keys(), ...after.parts.keys()])].flatMap((subgraph) => {
    const [was, is] = [before.parts.get(subgraph), after.parts.get(subgraph)]
    const where = `of ${at} in ${subgraph}`
    return [
      ...partChange('OVERRIDE', `@override ${where}`, at, overrideText(was), overrideText(is)),
      ...partChange('REQUIRES', `@requires ${where}`, at, was?.requires, is?.requires),
      ...partChange('PROVIDES', `@provides ${where}`, at, was?.provides, is?.provides),
      ...partChange('CONTEXT_ARGUMENT', `@fromContext ${where}`, at, was?.contextArguments, is?.contextArguments),
    ]
  })
}

function partChange(
  code: string,
  what: string,
  at: string,
  was: string | null = null,
  is: string | null = null,
): SchemaChange[] {
  if (was === is) return []
  const severity = DANGEROUS_PARTS.has(code) ? 'dangerous' : 'safe'
  if (was === null) return [change(`${code}_ADDED`, severity, at, `${what} was added: ${is}`, REASONS[code])]
  if (is === null) return [change(`${code}_REMOVED`, severity, at, `${what} was removed: ${was}`, REASONS[code])]
  return [change(`${code}_CHANGED`, severity, at, `${what} changed from ${was} to ${is}`, REASONS[code])]
}

const DANGEROUS_PARTS = new Set(['OVERRIDE', 'REQUIRES', 'CONTEXT_ARGUMENT'])
const REASONS: Record<string, string> = {
  OVERRIDE: 'Another subgraph answers, maybe with other values.',
  REQUIRES: 'Routers with the old supergraph send what was required before.',
  CONTEXT_ARGUMENT: 'Routers with the old supergraph send what was set before.',
}

function overrideText(part: { override: string | null; overrideLabel: string | null } | undefined): string | null {
  if (!part?.override) return null
  return part.overrideLabel === null ? part.override : `${part.override} (${part.overrideLabel})`
}

function isOutput({ kind }: TypeModel): boolean {
  return kind === 'ObjectTypeDefinition' || kind === 'InterfaceTypeDefinition'
}
