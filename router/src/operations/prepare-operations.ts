import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  visit,
} from 'graphql'
import type { DocumentNode, FragmentDefinitionNode, ValidationRule } from 'graphql'
import { LRUCache } from 'lru-cache'
import { codedError } from '../errors.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { LoadedSupergraph, SupergraphFeed } from '../supergraph.ts'
import { isCondition } from './conditions.ts'
import type { PreparedOperation } from './operation.ts'
import { withoutSuggestion } from './without-suggestion.ts'

/** An operation that cannot be run, with all that is wrong with it. Every error has its code. */
export class OperationInvalid extends Error {
  override name = 'OperationInvalid'
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map((error) => error.message).join('; '))
    this.errors = errors
  }
}

export type OperationLimits = {
  /** Most tokens of a document; the parser stops there. */
  maxTokens: number
  /** Whether clients may read the schema. */
  introspection: boolean
  /** Most operations that are kept, with their plans. */
  operationsKept: number
}

/** Throws `OperationInvalid`. */
export type PrepareOperation = (text: string, operationName: string | null) => PreparedOperation

export type OperationPreparer = {
  prepare: PrepareOperation
  /** Prepares for a supergraph that is not served yet, or one that nobody has asked yet. Throws `OperationInvalid`. */
  prepareAhead(supergraph: LoadedSupergraph, used: UsedOperation): PreparedOperation
  /** What the current supergraph is asked most, and when it was asked. */
  mostUsed(count: number): UsedOperation[]
  usage(): { size: number; hits: number; misses: number }
}

/** `uses` since the supergraph is there; half of those of the one before count, too. */
export type UsedOperation = {
  text: string
  operationName: string | null
  uses: number
  prepared: PreparedOperation | null
}

type Kept = UsedOperation & { prepared: PreparedOperation }

const MOST_ERRORS = 10
/** The text of what is kept, in characters: few long documents must not weigh as much as many short ones. */
const LONGEST_TEXTS = 20_000_000
/** What its parser's advanceLexer says; graphql-js has no code for it. */
const TOO_MANY_TOKENS = 'Document contains more that'
/** What V8 says when the parser, which descends by recursion, runs out of stack. */
const TOO_NESTED = 'Maximum call stack size exceeded'

/** Parses and validates, and remembers what was good. Operations of an older supergraph are forgotten at the swap. */
export function createOperationPreparer({
  feed,
  plugins,
  limits,
}: {
  feed: SupergraphFeed
  plugins: readonly RouterPlugin[]
  limits: OperationLimits
}): OperationPreparer {
  const kept = new WeakMap<LoadedSupergraph, LRUCache<string, Kept>>()
  let hits = 0
  let misses = 0
  const ofPolicies = plugins.flatMap((plugin) => plugin.validationRules ?? [])
  const ofLanguage = validationRules(limits)

  function keptFor(supergraph: LoadedSupergraph): LRUCache<string, Kept> {
    let known = kept.get(supergraph)
    if (!known) {
      known = new LRUCache({
        max: limits.operationsKept,
        maxSize: LONGEST_TEXTS,
        sizeCalculation: (one) => one.text.length + 1,
      })
      kept.set(supergraph, known)
    }
    return known
  }

  function keep(
    supergraph: LoadedSupergraph,
    text: string,
    operationName: string | null,
    uses: number,
  ): PreparedOperation {
    const known = keptFor(supergraph)
    // When it could be prepared without its name, it is the only one of its document: the same with and without.
    const alone = operationName === null ? undefined : known.peek(text)?.prepared
    const prepared = alone && alone.name === operationName ? alone : prepare(supergraph, text, operationName)
    known.set(keyOf(text, operationName), { text, operationName, uses, prepared })
    return prepared
  }

  return {
    prepare(text, operationName) {
      const supergraph = feed.current()
      const found = keptFor(supergraph).get(keyOf(text, operationName))
      if (found) {
        hits += 1
        found.uses += 1
        return found.prepared
      }
      misses += 1
      return keep(supergraph, text, operationName, 1)
    },
    prepareAhead(supergraph, { text, operationName, uses }) {
      const found = keptFor(supergraph).peek(keyOf(text, operationName))
      return found?.prepared ?? keep(supergraph, text, operationName, Math.floor(uses / 2))
    },
    mostUsed: (count) =>
      [...keptFor(feed.current()).values()].toSorted((one, other) => other.uses - one.uses).slice(0, count),
    usage: () => ({ size: keptFor(feed.current()).size, hits, misses }),
  }

  function prepare(supergraph: LoadedSupergraph, text: string, operationName: string | null): PreparedOperation {
    const located = parseText(text, limits.maxTokens)
    // Limits first: the rule that fields must be mergeable compares each with each, which is work to be limited, too.
    for (const rules of [ofPolicies, ofLanguage]) {
      const errors = validate(supergraph.clientSchema, located, rules, { maxErrors: MOST_ERRORS })
      if (errors.length > 0) throw new OperationInvalid(errors.map(validationError))
    }
    // Only errors of validation need the places of nodes, which keep every token of the text in memory.
    const document = parse(text, { noLocation: true })
    const operation = getOperationAST(document, operationName)
    if (!operation) throw new OperationInvalid([notFound(operationName)])
    const prepared: PreparedOperation = {
      supergraph,
      text,
      document,
      operation,
      kind: operation.operation,
      name: operation.name?.value ?? null,
      fragments: fragmentsOf(document),
      conditionVariables: conditionVariables(document),
    }
    for (const plugin of plugins) plugin.onPrepared?.(prepared)
    return prepared
  }

  function validationError(error: GraphQLError): GraphQLError {
    // A rule of ours has its own code inside: graphql-js makes no difference.
    const code = error.extensions['code'] ?? 'GRAPHQL_VALIDATION_FAILED'
    const message = limits.introspection ? error.message : withoutSuggestion(error.message)
    const { nodes, source, positions } = error
    return new GraphQLError(message, { nodes, source, positions, extensions: { ...error.extensions, code } })
  }
}

function validationRules(limits: OperationLimits): ValidationRule[] {
  return [
    // It fails on conditions with variables; the planner of subscriptions applies it when they are decided.
    ...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule),
    ...(limits.introspection ? [] : [refuseIntrospection]),
  ]
}

/** In our words: the rule of graphql-js tells a client that the server has it switched off for production. */
function refuseIntrospection(context: Parameters<ValidationRule>[0]): ReturnType<ValidationRule> {
  return {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return
      context.reportError(new GraphQLError('The schema cannot be read here.', { nodes: node }))
    },
  }
}

function parseText(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens })
  } catch (error) {
    if (error instanceof RangeError && error.message === TOO_NESTED) {
      throw new OperationInvalid([codedError('QUERY_TOO_COMPLEX', 'The query is nested too deeply.')])
    }
    if (!(error instanceof GraphQLError)) throw error
    if (error.message.includes(TOO_MANY_TOKENS)) {
      throw new OperationInvalid([codedError('QUERY_TOO_COMPLEX', `The query has more than ${maxTokens} tokens.`)])
    }
    const { source, positions, message } = error
    throw new OperationInvalid([
      new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }),
    ])
  }
}

function notFound(name: string | null): GraphQLError {
  const message =
    name === null ? 'Say which operation to run: operationName is missing.' : `There is no operation named "${name}".`
  return codedError('OPERATION_RESOLUTION_FAILURE', message)
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
}

function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive(node) {
      const argument = isCondition(node) ? node.arguments?.[0]?.value : undefined
      if (argument?.kind === Kind.VARIABLE) names.add(argument.name.value)
    },
  })
  return [...names].toSorted()
}

/** No document begins with a question mark, so that none is the same as another one with a name. */
function keyOf(text: string, operationName: string | null): string {
  return operationName === null ? text : `?${operationName.length} ${operationName}${text}`
}
