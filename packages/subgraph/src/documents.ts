import { getOperationAST, GraphQLError, Kind, parse, validate } from 'graphql'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { badUserInput, codedError } from './errors.ts'
import { compileOperation } from './execution/compile-operation.ts'
import type { CompiledOperation } from './execution/compile-operation.ts'
import { hasStorableLiterals } from './storable-text.ts'

/** What a document may cost before it is executed. */
export type DocumentLimits = {
  /** Characters of the text. */
  maxLength: number
  /** Lexical tokens. */
  maxTokens: number
  /** Nested selection sets, fragments included. */
  maxDepth: number
  /** Documents that are remembered … */
  maxCachedDocuments: number
  /** … and the characters of all of them together; the parsed form takes some fifty times as many bytes. */
  maxCachedCharacters: number
}

/** Wide enough for what a router makes of a large client operation. */
export const DOCUMENT_LIMITS: DocumentLimits = {
  maxLength: 256_000,
  maxTokens: 15_000,
  maxDepth: 30,
  maxCachedDocuments: 2_000,
  maxCachedCharacters: 2_000_000,
}

/** A valid document. */
export type ValidDocument = {
  document: DocumentNode
  /** One of its operations, compiled once. Throws BAD_USER_INPUT when there is none, or several and no name is given. */
  operation(name: string | null | undefined): CompiledOperation
  errors?: never
}

/** Either a valid document or the errors that say why it is none. */
export type PreparedDocument = ValidDocument | { document?: never; errors: GraphQLError[] }

function prepareOperations(schema: GraphQLSchema, document: DocumentNode): ValidDocument {
  const compiled = new Map<OperationDefinitionNode, CompiledOperation>()
  return {
    document,
    operation(name) {
      const operation = getOperationAST(document, name)
      if (!operation)
        throw badUserInput('The document has no operation of this name, or several and no name was given.')
      const known = compiled.get(operation)
      if (known) return known
      const made = compileOperation(schema, document, operation)
      compiled.set(operation, made)
      return made
    },
  }
}

/** The depth of the deepest field. The document is valid, so its fragments exist and have no cycles. */
function depthOf(document: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet)
  }
  // Each fragment is measured once: walking every spread anew would take time exponential in the document's length.
  const measured = new Map<SelectionSetNode, number>()
  const measure = (set: SelectionSetNode | undefined): number => {
    if (!set) return 0
    const known = measured.get(set)
    if (known !== undefined) return known
    let deepest = 0
    for (const selection of set.selections) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.selectionSet
      deepest = Math.max(deepest, measure(inner) + (selection.kind === Kind.FIELD ? 1 : 0))
    }
    measured.set(set, deepest)
    return deepest
  }
  return Math.max(
    0,
    ...document.definitions.map((definition) => ('selectionSet' in definition ? measure(definition.selectionSet) : 0)),
  )
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, extensions } = error
  return new GraphQLError(message, { nodes, source, positions, extensions: { ...extensions, code } })
}

/** Parses and validates documents, and remembers the good ones by their text. Bad ones are not worth the memory. */
export function createDocumentCache(schema: GraphQLSchema, limits: DocumentLimits): (text: string) => PreparedDocument {
  const cache = new LRUCache<string, PreparedDocument>({
    max: limits.maxCachedDocuments,
    maxSize: limits.maxCachedCharacters,
    sizeCalculation: (_document, text) => Math.max(1, text.length),
  })
  const tooComplex = (message: string) => ({ errors: [codedError('QUERY_TOO_COMPLEX', message)] })

  function prepare(text: string): PreparedDocument {
    if (text.length > limits.maxLength) return tooComplex(`The document is longer than ${limits.maxLength} characters.`)
    if (!hasStorableLiterals(text)) return { errors: [badUserInput('The document contains U+0000.')] }
    let document: DocumentNode
    try {
      document = parse(text, { maxTokens: limits.maxTokens })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      // graphql-js has no code for it, only this text (its parser's advanceLexer).
      if (error.message.includes('Document contains more that'))
        return tooComplex(`The document has more than ${limits.maxTokens} tokens.`)
      return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] }
    }
    const errors = validate(schema, document, undefined, { maxErrors: 10 })
    if (errors.length > 0) return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) }
    if (depthOf(document) > limits.maxDepth)
      return tooComplex(`The document is nested deeper than ${limits.maxDepth} levels.`)
    return prepareOperations(schema, document)
  }

  return (text) => {
    const known = cache.get(text)
    if (known) return known
    const prepared = prepare(text)
    if (prepared.document) cache.set(text, prepared)
    return prepared
  }
}
