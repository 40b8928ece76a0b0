import { getNamedType, getNullableType, isInterfaceType, isListType, isObjectType, Kind } from 'graphql'
import type {
  ASTVisitor,
  FieldNode,
  GraphQLField,
  GraphQLNamedType,
  SelectionNode,
  SelectionSetNode,
  ValidationContext,
  ValidationRule,
} from 'graphql'
import { codedError } from './errors.ts'

/** How much an operation may make the router and the subgraphs do. */
export type WorkLimits = {
  /** Levels of selections; a fragment counts where it is spread. */
  maxDepth: number
  /** Fields of the root. Each may be costly by itself: a sign-in, a search. */
  maxRootFields: number
  /** Fields and fragments with every fragment spelled out: what is planned, and what the subgraphs get to read. */
  maxFields: number
  /** Objects of the answer, estimated. */
  maxObjects: number
}

/** Elements of a list of which nothing says how many it has. */
const LIST_SIZE = 5
/** Elements of a page when the client does not say. */
const PAGE_SIZE = 20
/** Elements of a page whose size is a variable: a document is validated once, and then used with any. */
const VARIABLE_PAGE_SIZE = 100

/** What a selection comes to: `top` are the fields of its first level. */
type Work = { depth: number; top: number; fields: number; objects: number }
type ParentType = GraphQLNamedType | null | undefined

const NO_WORK: Work = { depth: 0, top: 0, fields: 0, objects: 0 }

/**
 * Refuses what a few tokens can multiply, with the code QUERY_TOO_COMPLEX: levels, lists inside of lists, fragments that
 * spread others twice, and the same root field under many aliases. One error per operation, for the first limit.
 */
export function limitWork({ maxDepth, maxRootFields, maxFields, maxObjects }: WorkLimits): ValidationRule {
  return function workRule(context: ValidationContext): ASTVisitor {
    const measure = createMeasure(context)
    return {
      OperationDefinition({ operation, selectionSet }) {
        const work = measure(selectionSet, context.getSchema().getRootType(operation), LIST_SIZE)
        const { depth, top, fields, objects } = work
        const excess = [
          depth > maxDepth && `is ${depth} levels deep; ${maxDepth} are allowed.`,
          top > maxRootFields && `has ${top} fields at its root; ${maxRootFields} are allowed.`,
          fields > maxFields && `has ${fields} fields, with its fragments spelled out; ${maxFields} are allowed.`,
          objects > maxObjects &&
            `may answer with some ${objects} objects; ${maxObjects} are allowed. Smaller pages have fewer.`,
        ].find((text) => text !== false)
        if (excess) context.reportError(codedError('QUERY_TOO_COMPLEX', `The query ${excess}`, { status: 400 }))
      },
    }
  }
}

/** Measures a selection on a type. `listSize`: how many elements the lists among its fields have. */
function createMeasure(
  context: ValidationContext,
): (set: SelectionSetNode, type: ParentType, listSize: number) => Work {
  const schema = context.getSchema()
  // Once per fragment and kind of place: to walk every spread anew is just the work that is to be refused.
  const measured = new Map<string, Work>()

  function measure(set: SelectionSetNode, type: ParentType, listSize: number): Work {
    const sum: Work = { ...NO_WORK }
    for (const selection of set.selections) {
      const { depth, top, fields, objects } = measureOne(selection, type, listSize)
      sum.depth = Math.max(sum.depth, depth)
      sum.top += top
      sum.fields += 1 + fields
      sum.objects += objects
    }
    return sum
  }

  function measureOne(node: SelectionNode, type: ParentType, listSize: number): Work {
    if (node.kind === Kind.FIELD) return measureField(node, type, listSize)
    if (node.kind === Kind.FRAGMENT_SPREAD) return measureFragment(node.name.value, listSize)
    const condition = node.typeCondition?.name.value
    return measure(node.selectionSet, condition ? schema.getType(condition) : type, listSize)
  }

  function measureField(node: FieldNode, parent: ParentType, listSize: number): Work {
    if (!node.selectionSet) return { depth: 1, top: 1, fields: 0, objects: 0 }
    const field = fieldOf(parent, node.name.value)
    const inner = measure(node.selectionSet, field && getNamedType(field.type), field ? pageSizeOf(field, node) : 0)
    const { fields } = inner
    const depth = 1 + inner.depth
    // Introspection, whose lists have a limit of their own; or not in the schema, which another rule refuses.
    if (!field) return { depth, top: 1, fields, objects: 0 }
    const count = isListType(getNullableType(field.type)) ? listSize : 1
    return { depth, top: 1, fields, objects: count * (1 + inner.objects) }
  }

  function measureFragment(name: string, listSize: number): Work {
    const key = `${name} ${listSize}`
    const known = measured.get(key)
    if (known) return known
    // Set before descending: fragments that spread each other are refused by another rule, and must end here.
    measured.set(key, NO_WORK)
    const fragment = context.getFragment(name)
    if (!fragment) return NO_WORK
    const work = measure(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), listSize)
    measured.set(key, work)
    return work
  }

  return measure
}

function fieldOf(type: ParentType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}

/** How long the lists in a field are: the page's size (Relay Cursor Connections) when it takes one. */
function pageSizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
  const isSize = (name: string): boolean => name === 'first' || name === 'last'
  if (!field.args.some((argument) => isSize(argument.name))) return LIST_SIZE
  const given = node.arguments?.filter((argument) => isSize(argument.name.value)).map(({ value }) => value) ?? []
  if (given.some((value) => value.kind === Kind.VARIABLE)) return VARIABLE_PAGE_SIZE
  const sizes = given.flatMap((value) => (value.kind === Kind.INT ? [Math.max(0, Number(value.value))] : []))
  return sizes.length > 0 ? Math.max(...sizes) : PAGE_SIZE
}
