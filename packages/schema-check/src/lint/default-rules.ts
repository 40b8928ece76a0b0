import type { RuleSettings } from './lint-settings.ts'

/** What is asked of an SDL when nobody says otherwise. supergraph-check.yaml changes it rule by rule, under `lint`. */
export const DEFAULT_RULES: RuleSettings = {
  'naming-convention': [
    'error',
    {
      types: 'PascalCase',
      FieldDefinition: 'camelCase',
      InputValueDefinition: 'camelCase',
      Argument: 'camelCase',
      EnumValueDefinition: 'UPPER_CASE',
      'FieldDefinition[parent.name.value=Query]': { forbiddenPrefixes: ['get', 'query'], forbiddenSuffixes: ['Query'] },
      'FieldDefinition[parent.name.value=Mutation]': {
        forbiddenPrefixes: ['mutation'],
        forbiddenSuffixes: ['Mutation'],
      },
    },
  ],
  'require-description': [
    'error',
    {
      types: true,
      FieldDefinition: true,
      InputValueDefinition: true,
      EnumValueDefinition: true,
      DirectiveDefinition: true,
    },
  ],
  'no-hashtag-description': 'error',
  'no-typename-prefix': 'error',
  'unique-enum-value-names': 'error',
  'require-deprecation-reason': 'error',
  'relay-connection-types': 'error',
  'relay-edge-types': [
    'error',
    { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
  ],
  'relay-page-info': 'error',
  'relay-arguments': ['error', { includeBoth: false }],
  'page-limit': 'error',
  'nullable-across-subgraphs': 'error',
  'no-float-for-money': 'error',
  // Told and not refused: what nobody uses may go at once, and the schema check knows who uses it.
  'deprecation-before-removal': 'warn',
}
