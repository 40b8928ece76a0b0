import { describe, expect, it } from 'vitest'
import { parseSettings } from './settings.ts'

describe('severities of supergraph-check.yaml', () => {
  it('take every code that a finding can have, of graphql-inspector and our own', () => {
    const severities = { FIELD_REMOVED: 'dangerous', AUTHORIZATION_LOOSENED: 'breaking', PROVIDES_CHANGED: 'safe' }
    expect(parseSettings(JSON.stringify({ severities }), 'check.yaml')).toEqual({ severities })
  })

  it('refuse a code that no finding has, by its name and with the nearest right one', () => {
    const written =
      'severities: { AUTHORISATION_LOOSENED: breaking, field_removed: safe, FIELD_REMOVED: safe, Nothing: safe }'
    expect(() => parseSettings(written, 'check.yaml')).toThrow(
      [
        'check.yaml is wrong:',
        '  severities.AUTHORISATION_LOOSENED: is the code of no finding, did you mean AUTHORIZATION_LOOSENED?',
        '  severities.field_removed: is the code of no finding, did you mean FIELD_REMOVED?',
        '  severities.Nothing: is the code of no finding',
      ].join('\n'),
    )
  })
})
