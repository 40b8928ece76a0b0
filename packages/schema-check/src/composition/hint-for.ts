// What to do about the errors of composition that people meet most; the codes are of Apollo's catalogue:
// https://www.apollographql.com/docs/graphos/reference/federation/errors
const HINTS: Record<string, string> = {
  INVALID_FIELD_SHARING:
    'Two subgraphs resolve the field: mark it @shareable in both when they answer the same, @override(from:) where it moves to, or @external where it only belongs to a key.',
  FIELD_TYPE_MISMATCH: 'Give the field the same type in every subgraph; only nullability may differ.',
  FIELD_ARGUMENT_TYPE_MISMATCH: 'Give the argument the same type in every subgraph that has the field.',
  SATISFIABILITY_ERROR:
    'A subgraph that the router comes from has no way to the field: add a @key that both subgraphs know, or make the field @shareable where it is asked for.',
  REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH:
    'An argument that some subgraphs lack is left out of the API, so it cannot be required: add it everywhere or make it nullable.',
  REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH:
    'An input field that some subgraphs lack is left out of the API, so it cannot be required: add it everywhere or make it nullable.',
  ENUM_VALUE_MISMATCH:
    'An enum that is both input and output needs the same values everywhere; add the value to each subgraph, @inaccessible until all serve it.',
  EXTERNAL_MISSING_ON_BASE: 'No subgraph resolves the @external field: it was removed or renamed where it belongs.',
  EXTERNAL_UNUSED: 'Drop @external: no @key, @requires or @provides of this subgraph uses the field.',
  KEY_INVALID_FIELDS: 'The @key names a field that the type does not have in this subgraph.',
  REQUIRES_INVALID_FIELDS: 'The @requires names a field that the type does not have in this subgraph.',
  PROVIDES_INVALID_FIELDS: 'The @provides names a field that the type does not have in this subgraph.',
  REQUIRES_FIELDS_MISSING_EXTERNAL: 'Declare the fields of @requires in this subgraph as @external.',
  OVERRIDE_SOURCE_HAS_OVERRIDE: 'Only one of the two subgraphs may override the field.',
  OVERRIDE_FROM_SELF_ERROR: '@override(from:) names the subgraph that the field moves away from.',
  NO_QUERIES: 'At least one subgraph needs a field of Query.',
  ONLY_INACCESSIBLE_CHILDREN: 'Everything in the type is hidden: hide the type too, or leave something to see.',
  REFERENCED_INACCESSIBLE: 'Something visible leads to what is hidden: hide that too, or show this.',
  DEFAULT_VALUE_USES_INACCESSIBLE: 'A visible default value uses what is hidden.',
  TYPE_KIND_MISMATCH: 'A name is the same kind of type (object, interface, input …) in every subgraph.',
  INVALID_GRAPHQL: 'The SDL is no valid GraphQL: often a type that is misspelt or not defined in this subgraph.',
  INVALID_LINK_DIRECTIVE_USAGE: 'Look at the @link at the top of the file: its URL, and what it imports.',
  INTERFACE_FIELD_NO_IMPLEM: 'A type that implements the interface lacks the field in some subgraph.',
  INTERFACE_OBJECT_USAGE_ERROR:
    '@interfaceObject needs the @key of the interface, which its own subgraph must have too.',
}

/** What to do about an error of composition; null where its message says all that we know. */
export function hintFor(code: string): string | null {
  return HINTS[code] ?? null
}
