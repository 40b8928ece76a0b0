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
}): PrepareOperation {
  const kept = new WeakMap<LoadedSupergraph, LRUCache<string, PreparedOperation>>()
  const rules = validationRules(plugins, limits)

  return function prepareOperation(text, operationName) {
    const supergraph = feed.current()
    let known = kept.get(supergraph)
    if (!known) {
      known = new LRUCache({
        max: limits.operationsKept,
        maxSize: LONGEST_TEXTS,
        sizeCalculation: (one) => one.text.length + 1,
      })
      kept.set(supergraph, known)
    }
    const key = operationName === null ? text : `${operationName}\n${text}`
    const found = known.get(key)
    if (found) return found
    const prepared = prepare(supergraph, text, operationName)
    known.set(key, prepared)
    return prepared
  }

  function prepare(supergraph: LoadedSupergraph, text: string, operationName: string | null): PreparedOperation {
    const located = parseText(text, limits.maxTokens)
    const errors = validate(supergraph.clientSchema, located, rules, { maxErrors: MOST_ERRORS })
    if (errors.length > 0) throw new OperationInvalid(errors.map(validationError))
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
    const message = limits.introspection ? error.message : error.message.replace(/ ?Did you mean .+\?$/, '')
    const { nodes, source, positions } = error
    return new GraphQLError(message, { nodes, source, positions, extensions: { ...error.extensions, code } })
  }
}

function validationRules(plugins: readonly RouterPlugin[], limits: OperationLimits): ValidationRule[] {
  return [
    // It fails on conditions with variables; the planner of subscriptions applies it when they are decided.
    ...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule),
    ...(limits.introspection ? [] : [refuseIntrospection]),
    ...plugins.flatMap((plugin) => plugin.validationRules ?? []),
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
