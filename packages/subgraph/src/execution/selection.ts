import type { GraphQLObjectType } from 'graphql'
import { compileField } from './field.ts'
import type { ExecuteField } from './field.ts'
import { getFieldDef } from 'graphql/execution/execute.js'
import { isPromise } from './run.ts'
import type { Answer, CollectedFields, ExecuteSelection, Plan } from './run.ts'

function compileFields(plan: Plan, type: GraphQLObjectType, collected: CollectedFields) {
  const names: string[] = []
  const fields: ExecuteField[] = []
  for (const [name, nodes] of collected) {
    const definition = getFieldDef(plan.schema, type, nodes[0]!)
    if (!definition) continue
    names.push(name)
    fields.push(compileField({ plan, parentType: type, definition, nodes }, name))
    plan.onField()
  }
  // An object with a prototype is several times as fast to fill and to read, but there this one name is a setter.
  const start: () => Answer = names.includes('__proto__') ? () => Object.create(null) as Answer : () => ({})
  return { names, fields, start }
}

/** Compiles the selection of an object whose fields run side by side. */
export function compileSelection(plan: Plan, type: GraphQLObjectType, collected: CollectedFields): ExecuteSelection {
  const { names, fields, start } = compileFields(plan, type, collected)
  return (run, source, path) => {
    const answer = start()
    let waiting: Promise<unknown>[] | undefined
    let waitingNames: string[] | undefined
    try {
      for (let index = 0; index < fields.length; index++) {
        const value = fields[index]!(run, source, path)
        const name = names[index]!
        // A promise takes the place as well, so that the names keep the order of the document.
        answer[name] = value
        if (isPromise(value)) {
          ;(waiting ??= []).push(value)
          ;(waitingNames ??= []).push(name)
        }
      }
    } catch (error) {
      if (!waiting) throw error
      // The others may reject as well, and a rejection that nobody awaits ends the process.
      return Promise.allSettled(waiting).then(() => Promise.reject(error))
    }
    if (!waiting) return answer
    const arrived = waitingNames!
    return Promise.all(waiting).then((values) => {
      for (let index = 0; index < values.length; index++) answer[arrived[index]!] = values[index]
      return answer
    })
  }
}

/** Compiles the selection of a mutation: each field begins when the one before it is complete. */
export function compileSerialSelection(
  plan: Plan,
  type: GraphQLObjectType,
  collected: CollectedFields,
): ExecuteSelection {
  const { names, fields, start } = compileFields(plan, type, collected)
  return (run, source, path) => {
    const answer = start()
    function executeFrom(first: number): Answer | Promise<Answer> {
      for (let index = first; index < fields.length; index++) {
        const value = fields[index]!(run, source, path)
        if (isPromise(value)) {
          return value.then((resolved) => {
            answer[names[index]!] = resolved
            return executeFrom(index + 1)
          })
        }
        answer[names[index]!] = value
      }
      return answer
    }
    return executeFrom(0)
  }
}
