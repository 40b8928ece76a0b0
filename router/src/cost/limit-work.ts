import { Kind } from 'graphql'
import type {
  ASTVisitor,
  FragmentDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  ValidationContext,
  ValidationRule,
} from 'graphql'
import { codedError } from '../errors.ts'

/** How much of everything an operation may have, whatever its variables are. */
export type WorkLimits = {
  /** Levels of selections; a fragment counts where it is spread. */
  maxDepth: number
  /** Fields of the root. Each may be costly by itself: a sign-in, a search. */
  maxRootFields: number
  /** Fields and fragments with every fragment spelled out: what is planned, and what the subgraphs get to read. */
  maxFields: number
  /** Fields under another name, with every fragment spelled out. */
  maxAliases: number
  /** Directives, with every fragment spelled out. */
  maxDirectives: number
  /** Directives of one field, fragment or operation. */
  maxDirectivesPerField: number
  /** Variables of one operation. */
  maxVariables: number
}

/** What a selection comes to: `top` are the fields of its first level, `crowd` the most directives in one place. */
type Work = { depth: number; top: number; fields: number; aliases: number; directives: number; crowd: number }

/**
 * Lists and objects that a literal may have inside each other. The planner's search for variables visits every list twice,
 * and so what is in thirty of them a billion times. Variables are not planned and may be of any depth.
 */
const MOST_NESTED_VALUES = 10

const NO_WORK: Work = { depth: 0, top: 0, fields: 0, aliases: 0, directives: 0, crowd: 0 }

/**
 * Refuses what a few tokens can multiply, with the code QUERY_TOO_COMPLEX: levels, fragments that spread others twice, the
 * same root field under many aliases, directives upon directives. One error per operation, for the first limit.
 */
export function limitWork(limits: WorkLimits): ValidationRule {
  return function workRule(context: ValidationContext): ASTVisitor {
    const measure = createMeasure((name) => context.getFragment(name))
    let nested = 0
    const enterValue = (): void => {
      nested += 1
      if (nested !== MOST_NESTED_VALUES + 1) return
      const message = `The query has values more than ${MOST_NESTED_VALUES} levels deep. Send them as variables.`
      context.reportError(codedError('QUERY_TOO_COMPLEX', message, { status: 400 }))
    }
    const value = { enter: enterValue, leave: () => void (nested -= 1) }
    return {
      ListValue: value,
      ObjectValue: value,
      OperationDefinition({ selectionSet, directives = [], variableDefinitions = [] }) {
        const { depth, top, fields, aliases, ...inner } = measure(selectionSet)
        const all = inner.directives + directives.length
        const crowd = Math.max(inner.crowd, directives.length)
        const excess = [
          exceeds(depth, limits.maxDepth, 'is', 'levels deep'),
          exceeds(top, limits.maxRootFields, 'has', 'fields at its root'),
          exceeds(fields, limits.maxFields, 'has', 'fields, with its fragments spelled out'),
          exceeds(aliases, limits.maxAliases, 'has', 'aliases, with its fragments spelled out'),
          exceeds(all, limits.maxDirectives, 'has', 'directives, with its fragments spelled out'),
          exceeds(crowd, limits.maxDirectivesPerField, 'has', 'directives in one place'),
          exceeds(variableDefinitions.length, limits.maxVariables, 'has', 'variables'),
        ].find((text) => text !== null)
        if (excess) context.reportError(codedError('QUERY_TOO_COMPLEX', `The query ${excess}`, { status: 400 }))
      },
    }
  }
}

function exceeds(count: number, limit: number, verb: string, what: string): string | null {
  return count > limit ? `${verb} ${count} ${what}; ${limit} are allowed.` : null
}

function createMeasure(
  fragmentOf: (name: string) => FragmentDefinitionNode | null | undefined,
): (set: SelectionSetNode) => Work {
  // Once per fragment: to walk every spread anew is just the work that is to be refused.
  const measured = new Map<string, Work>()

  function measure(set: SelectionSetNode): Work {
    const total: Work = { ...NO_WORK }
    for (const selection of set.selections) {
      const own = selection.directives?.length ?? 0
      const { depth, top, fields, aliases, directives, crowd } = measureOne(selection)
      total.depth = Math.max(total.depth, depth)
      total.top += top
      total.fields += 1 + fields
      total.aliases += aliases
      total.directives += own + directives
      total.crowd = Math.max(total.crowd, own, crowd)
    }
    return total
  }

  function measureOne(node: SelectionNode): Work {
    if (node.kind === Kind.FRAGMENT_SPREAD) return measureFragment(node.name.value)
    if (node.kind === Kind.INLINE_FRAGMENT) return measure(node.selectionSet)
    const inner = node.selectionSet ? measure(node.selectionSet) : NO_WORK
    return { ...inner, depth: 1 + inner.depth, top: 1, aliases: inner.aliases + (node.alias ? 1 : 0) }
  }

  function measureFragment(name: string): Work {
    const known = measured.get(name)
    if (known) return known
    // Set before descending: fragments that spread each other are refused by another rule, and must end here.
    measured.set(name, NO_WORK)
    const fragment = fragmentOf(name)
    if (!fragment) return NO_WORK
    const work = measure(fragment.selectionSet)
    measured.set(name, work)
    return work
  }

  return measure
}
