import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { formatGithub } from '../src/formats/github.ts'
import { formatMarkdown } from '../src/formats/markdown.ts'
import { formatSarif } from '../src/formats/sarif.ts'
import { finding, outcome } from './fixture/outcome.ts'

const PLAIN = { color: false, verbose: false }

type Sarif = {
  runs: [
    {
      tool: { driver: { rules: { id: string }[] } }
      results: {
        ruleId: string
        ruleIndex: number
        level: string
        message: { text: string }
        locations: { physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number } } }[]
        partialFingerprints: Record<string, string>
        suppressions?: { justification: string }[]
      }[]
    },
  ]
}

const nothing = outcome({ findings: [], lint: [], planRegressions: [], status: 'ok', reasons: [], notes: [] })
nothing.result.deployOrder.problems = []
const notComposing = outcome({
  findings: [],
  compositionErrors: [
    { code: 'FIELD_TYPE_MISMATCH', message: 'Two types', contract: null, places: [], hint: 'Agree.' },
  ],
})

describe('SARIF', () => {
  // Of @microsoft/jest-sarif, which has it from schemastore.org. It is of draft 4, which differs in two keywords.
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync(join(import.meta.dirname, 'fixture/sarif-2.1.0.json'), 'utf8')) as Record<string, unknown>
  const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema)

  it.each([
    ['findings of all kinds', outcome()],
    ['no findings', nothing],
    ['subgraphs that do not compose', notComposing],
    [
      'a thousand findings',
      outcome({ findings: Array.from({ length: 1000 }, (_, index) => finding({ id: `F:${index}` })) }),
    ],
  ])('is what its schema says, with %s', (_, given) => {
    const log: unknown = JSON.parse(formatSarif(given, PLAIN))
    isSarif(log)
    expect(isSarif.errors).toBeNull()
  })

  it('is refused by the schema when a result lacks its message', () => {
    const log = JSON.parse(formatSarif(outcome(), PLAIN)) as Sarif
    delete (log.runs[0].results[0] as { message?: unknown }).message
    expect(isSarif(log)).toBe(false)
  })

  it('has what fails as errors at its place, what was approved as suppressed, and nothing of what is safe', () => {
    const [{ results, tool }] = (JSON.parse(formatSarif(outcome(), PLAIN)) as Sarif).runs
    expect(results.map(({ level, ruleId, suppressions }) => [level, ruleId, suppressions?.[0]?.justification])).toEqual(
      [
        ['error', 'FIELD_REMOVED', undefined],
        ['note', 'FIELD_REMOVED', 'agreed with the app (ada)'],
        ['warning', 'ENUM_VALUE_ADDED', undefined],
        ['error', 'no-float-for-money', undefined],
        ['warning', 'DEPLOY_ORDER', undefined],
        ['warning', 'PLAN_REGRESSION', undefined],
      ],
    )
    const [first, , withoutPlace] = results
    expect(first?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'schema/orders.graphql' },
      region: { startLine: 12 },
    })
    expect(first?.message.text).toContain('query OrderTotal')
    expect(first?.partialFingerprints).toEqual({ 'supergraphCheck/v1': 'FIELD_REMOVED:Order.total#4f2a91c0' })
    expect(withoutPlace?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('schema/orders.graphql')
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
  })
})

describe('annotations for GitHub', () => {
  it('are one line each, with what would end them escaped', () => {
    const lines = formatGithub(outcome(), PLAIN).trimEnd().split('\n')
    expect(lines).toHaveLength(7)
    expect(lines[0]).toMatch(
      /^::error file=schema\/orders\.graphql,line=12,col=1,title=Breaking%3A Order\.total::Field 'total' was removed.*%0A/,
    )
    expect(lines[0]).toContain('1 operation uses it (web 1.4.0, 12,345 recorded requests).')
    expect(lines[1]).toMatch(/^::notice file=.*title=Approved\. Breaking%3A Order\.note::.*100%25/)
    expect(lines[2]).toMatch(/^::warning title=Dangerous%3A Status\.NEW::/)
    expect(lines.at(-1)).toBe('The schema check fails: 1 finding fails.')
    expect(formatGithub(nothing, PLAIN)).toBe('The schema check passes.\n')
  })
})

describe('Markdown', () => {
  it('tells what breaks, with the proof to paste, and everything else there is to know', () => {
    const text = formatMarkdown(outcome(), PLAIN)
    expect(text).toContain('## ❌ Schema check: clients would break')
    expect(text).toContain('2 breaking, 1 dangerous, 1 safe')
    expect(text).toContain('```graphql\nquery OrderTotal($id: ID!) {')
    expect(text).toContain('asked by web 1.4.0')
    expect(text).toContain('| ProductPage | 1 → 3 | 1 → 2 | web 1.4.0 |')
    expect(text).toContain('Publish the supergraph first')
    expect(text).toContain('Money is no Float.')
    expect(formatMarkdown(nothing, PLAIN)).toContain('## ✅ Schema check: nothing breaks')
    expect(formatMarkdown(notComposing, PLAIN)).toContain('- **FIELD_TYPE_MISMATCH** Two types Agree.')
  })

  it('lets no message break out of its cell', () => {
    const text = formatMarkdown(outcome(), PLAIN)
    expect(text).toContain(String.raw`Field \<note\> was removed: 100% \| of it, gone`)
    const many = Array.from({ length: 150 }, () => finding())
    expect(formatMarkdown(outcome({ findings: many }), PLAIN)).toContain('… and 50 more.')
  })

  it('lets no document end the block that it is shown in', () => {
    const document = 'query A {\n  # ```\n  # <img src=x>\n  a(b: "````")\n}'
    const [first] = outcome().result.findings
    const proof = first?.proof && { ...first.proof, document, variables: { a: '```' } }
    const text = formatMarkdown(outcome({ findings: [finding({ proof: proof ?? null })] }), PLAIN)
    expect(text).toContain(`\`\`\`\`\`graphql\n${document}\n\`\`\`\`\`\n`)
    expect(text).toContain('````json\n{\n  "a": "```"\n}\n````\n')
  })
})
