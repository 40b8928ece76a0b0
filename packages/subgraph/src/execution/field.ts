import { isLeafType, getNullableType } from 'graphql'
import { compileArguments } from './arguments.ts'
import { compileFault, compileSettled, compileValue } from './complete-value.ts'
import { createInfo, isPromise } from './run.ts'
import type { FieldSite, Path, Run } from './run.ts'

/** Executes a field on an object: its value, or a promise of it. Throws, or rejects, when the object must become null. */
export type ExecuteField = (run: Run, source: unknown, parentPath: Path | undefined) => unknown

function isObjectLike(source: unknown): source is Record<string, unknown> {
  return (typeof source === 'object' && source !== null) || typeof source === 'function'
}

/** A field with a resolver of its own, or one that reads a property which may be a method. */
function compileResolved(site: FieldSite, responseName: string): ExecuteField {
  const { parentType, definition } = site
  const { name, type, resolve } = definition
  const readArguments = compileArguments(definition, site.nodes[0]!)
  const settle = compileSettled(site, type, compileValue(site, type))
  const fail = compileFault(site, type)
  return (run, source, parentPath) => {
    const path: Path = { prev: parentPath, key: responseName, typename: parentType.name }
    let value: unknown
    try {
      const values = readArguments(run.variables)
      if (resolve) value = resolve(source, values, run.context, createInfo(site, run, path))
      else if (isObjectLike(source)) {
        value = source[name]
        if (typeof value === 'function') {
          value = (source as Record<string, (...parameters: unknown[]) => unknown>)[name]!(
            values,
            run.context,
            createInfo(site, run, path),
          )
        }
      }
    } catch (error) {
      return fail(run, error, path)
    }
    return settle(run, value, path, path)
  }
}

/** A scalar or enum that is a property of its object, which most fields are: no path, no arguments, no `info`. */
function compileProperty(site: FieldSite, responseName: string): ExecuteField {
  const { name, type } = site.definition
  const complete = compileValue(site, type)
  const fail = compileFault(site, type)
  const executeOther = compileResolved(site, responseName)
  const placeOf = (prev: Path | undefined): Path => ({ prev, key: responseName, typename: site.parentType.name })
  // A leaf's completion does not look at its place.
  const nowhere = placeOf(undefined)
  return (run, source, parentPath) => {
    let value: unknown
    try {
      value = isObjectLike(source) ? source[name] : undefined
      if (typeof value !== 'function' && !isPromise(value)) return complete(run, value, nowhere, nowhere)
    } catch (error) {
      return fail(run, error, placeOf(parentPath))
    }
    return executeOther(run, source, parentPath)
  }
}

/** Compiles a field at one place of an operation. */
export function compileField(site: FieldSite, responseName: string): ExecuteField {
  const { type, resolve, args } = site.definition
  const isProperty = !resolve && args.length === 0 && isLeafType(getNullableType(type))
  return isProperty ? compileProperty(site, responseName) : compileResolved(site, responseName)
}
