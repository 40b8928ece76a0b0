import { print } from 'graphql'
import type { ReachableTypes } from '../compare/reachable-types.ts'
import type { FieldModel, FieldPart, SupergraphModel } from '../compare/supergraph-model.ts'
import type { ServedField, ServedInput, ServedSchema, ServedType } from './served-schema.ts'
import { providedFields } from './provided-fields.ts'
import { servedConflict } from './served-conflict.ts'
import { answersAs, takes } from './type-compatibility.ts'

/** What a router with one supergraph asks of a service that is of the other. */
export type Meeting = {
  subgraph: string
  /** The router's side. */
  asking: { model: SupergraphModel; served: ServedSchema; reachable: ReachableTypes }
  /** The service's side. */
  serving: { model: SupergraphModel; served: ServedSchema }
}

/** `always`: also when clients ask for nothing new. `narrows`: what it takes to ask it is a fragment on this type. */
export type Unserved = { coordinate: string; message: string; always?: boolean; narrows?: string }

/** What fails when a router meets a service of another time: fields, arguments, keys, values that one does not know of the other. */
export function findUnserved(meeting: Meeting): Unserved[] {
  const { subgraph, asking, serving } = meeting
  const [gained, lost] = [implementations(meeting.serving, asking), implementations(asking, meeting.serving)]
  return [...asking.model.types].flatMap(([name, type]) => {
    const part = type.parts.get(subgraph)
    if (!part || !asking.served.has(name)) return []
    const now = serving.served.get(name)
    const keysNow = serving.model.types.get(name)?.parts.get(subgraph)?.keys ?? []
    const lostKeys = part.keys.filter(({ fields, resolvable }) => {
      return resolvable && !keysNow.some((key) => key.fields === fields && key.resolvable)
    })
    return [
      ...lostKeys.map(({ fields }) => ({
        coordinate: name,
        message: `routers send ${name} by the key "${fields}", which ${subgraph} does not take`,
      })),
      ...[...type.fields].flatMap(([field, model]) => unservedField(meeting, `${name}.${field}`, model, now)),
      ...unservedInputs(meeting, name, now),
      ...unknownAnswers(meeting, name, now, gained.get(name) ?? []),
      ...impossibleFragments(meeting, name, now, lost.get(name) ?? []),
    ]
  })
}

function unservedField(meeting: Meeting, at: string, model: FieldModel, type: ServedType | undefined): Unserved[] {
  const { subgraph, asking, serving } = meeting
  const part = model.parts.get(subgraph)
  if (!part || part.external) return []
  const [owner = '', name = ''] = at.split('.')
  const asked = asking.served.get(owner)?.fields.get(name)
  // Inputs' fields are told of with their type.
  if (!asked || asked.external) return []
  const served = type?.fields.get(name)
  if (!served || served.external) {
    return [{ coordinate: at, message: `routers ask ${subgraph} for ${at}, which it does not serve` }]
  }
  const problems: Unserved[] = []
  if (!answersAs(served.type, asked.type)) {
    const [is, expected] = [print(served.type), print(asked.type)]
    problems.push({ coordinate: at, message: `${subgraph} answers ${at} as ${is}, and routers expect ${expected}` })
  }
  const beside = servedConflict(asking.served, serving.served, owner, name)
  if (beside !== null) {
    const message = `${subgraph} refuses ${at}, which is ${print(served.type)} there, in one place with ${beside}`
    problems.push({ coordinate: at, message })
  }
  const required = serving.model.types.get(owner)?.fields.get(name)?.parts.get(subgraph)?.requires ?? ''
  const sent = new Set(part.requires?.split(/\W+/))
  const missing = required.split(/\W+/).filter((word) => word !== '' && !sent.has(word))
  if (missing.length > 0) {
    problems.push({
      coordinate: at,
      message: `${subgraph} needs ${missing.join(', ')} for ${at}, which routers do not send`,
    })
  }
  return [
    ...problems,
    ...unservedArguments(meeting, at, part, asked, served),
    ...unprovided(meeting, at, part, serving.model.types.get(owner)?.fields.get(name)?.parts.get(subgraph)),
  ]
}

function unservedArguments(
  { subgraph }: Meeting,
  at: string,
  part: FieldPart,
  asked: ServedField,
  served: ServedField,
): Unserved[] {
  return compareInputs(asked.inputs, served.inputs).map(({ name, what, always }) => ({
    // Clients know nothing of what routers take from a context, and send with every use.
    always: always || (part.contextArguments?.includes(`name: "${name}"`) ?? false),
    coordinate: `${at}(${name}:)`,
    message: `${subgraph} ${what} the argument ${name} of ${at}`,
  }))
}

// What @provides says is asked there, though another subgraph owns it.
function unprovided(
  { subgraph, asking, serving }: Meeting,
  at: string,
  asked: FieldPart,
  served?: FieldPart,
): Unserved[] {
  const [owner = '', name = ''] = at.split('.')
  const provided = ({ provides }: FieldPart, { served: schema }: { served: ServedSchema }) => {
    const type = schema.get(owner)?.fields.get(name)?.type
    return provides !== null && type ? providedFields(provides, type, schema) : new Set<string>()
  }
  const now = served ? provided(served, serving) : new Set<string>()
  return [...provided(asked, asking)].flatMap((coordinate): Unserved[] => {
    const [isOthers, isServed] = [
      isExternal(asking.served, coordinate),
      isExternal(serving.served, coordinate) === false,
    ]
    // What is its own is told of as such.
    if (!isOthers || isServed || now.has(coordinate)) return []
    return [
      { coordinate: at, message: `routers ask ${subgraph} for ${coordinate} behind ${at}, which it does not provide` },
    ]
  })
}

function isExternal(schema: ServedSchema, coordinate: string): boolean | undefined {
  const [owner = '', name = ''] = coordinate.split('.')
  return schema.get(owner)?.fields.get(name)?.external
}

function unservedInputs({ subgraph, asking }: Meeting, name: string, type: ServedType | undefined): Unserved[] {
  const asked = asking.served.get(name)
  if (!asked || !asking.reachable.input.has(name)) return []
  const values = [...asked.values].filter((value) => type && !type.values.has(value))
  return [
    ...(type ? compareInputs(asked.inputs, type.inputs) : []).map((one) => ({
      always: one.always,
      coordinate: `${name}.${one.name}`,
      message: `${subgraph} ${one.what} ${name}.${one.name}`,
    })),
    ...values.map((value) => ({
      coordinate: `${name}.${value}`,
      message: `routers may send ${value} of ${name}, which ${subgraph} does not know`,
    })),
  ]
}

type UnservedInput = { name: string; what: string; always: boolean }

// What is required is sent with every use; what is not, by clients that know it.
function compareInputs(asked: Map<string, ServedInput>, served: Map<string, ServedInput>): UnservedInput[] {
  const unknown = [...asked].flatMap(([name, { type, required }]): UnservedInput[] => {
    const now = served.get(name)
    if (!now) return [{ name, what: 'does not know', always: required }]
    const what = `takes only ${print(now.type)} (routers send ${print(type)}) for`
    if (!takes(now.type, type)) return [{ name, what, always: true }]
    // Of the same type, but its default is gone.
    return now.required && !required ? [{ name, what: 'requires', always: true }] : []
  })
  const missing = [...served].flatMap(([name, { required }]): UnservedInput[] => {
    return required && !asked.has(name) ? [{ name, what: 'requires', always: true }] : []
  })
  return [...unknown, ...missing]
}

// A router turns into null (and an error) what its supergraph does not have.
function unknownAnswers(
  { subgraph, asking }: Meeting,
  name: string,
  type: ServedType | undefined,
  implementing: readonly string[],
): Unserved[] {
  const asked = asking.served.get(name)
  if (!asked || !type || !asking.reachable.output.has(name)) return []
  const unknown = (what: string) => ({
    coordinate: name,
    message: `${subgraph} may answer ${what}, which routers do not know`,
  })
  return [
    ...[...type.values].filter((value) => !asked.values.has(value)).map((value) => unknown(`${value} of ${name}`)),
    ...[...type.members].filter((one) => !asked.members.has(one)).map((one) => unknown(`a ${one} as ${name}`)),
    ...implementing.map((one) => unknown(`a ${one} as ${name}`)),
  ]
}

// A service refuses all of a request with a fragment on what cannot be there.
function impossibleFragments(
  { subgraph, asking }: Meeting,
  name: string,
  type: ServedType | undefined,
  implementing: readonly string[],
): Unserved[] {
  const asked = asking.served.get(name)
  if (!asked || !type || !asking.reachable.output.has(name)) return []
  const members = [...asked.members].filter((one) => !type.members.has(one))
  return [...members, ...implementing].map((narrows) => ({
    coordinate: name,
    narrows,
    message: `routers may ask ${subgraph} for a ${narrows} as ${name}, which it cannot be there`,
  }))
}

type Served = { served: ServedSchema }

/** By interface, the types that implement it on one side and not on the other. */
function implementations(one: Served, other: Served): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [name, { interfaces }] of one.served) {
    const there = other.served.get(name)?.interfaces
    for (const it of interfaces) if (!there?.has(it)) found.set(it, [...(found.get(it) ?? []), name])
  }
  return found
}
