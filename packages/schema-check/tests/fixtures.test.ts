import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getVariableValues, type GraphQLSchema, Kind, parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAIN } from '../src/composition/contract.ts'
import { composeSide } from '../src/composition/load-side.ts'
import { FINDING_CODES } from '../src/finding-codes.ts'
import { minimalOperations } from '../src/proof/minimal-operations.ts'
import type { CheckResult } from '../src/result.ts'
import { checkFixture, type Fixture, nameOf, readFixture, summarize, toSdls } from './fixture.ts'
import { whatHeadMayAnswer } from './possible-answers.ts'

const folder = join(import.meta.dirname, '..', 'fixtures')
const fixtures = globSync('*/*.yaml', { cwd: folder })
  .toSorted()
  .map((file) => [nameOf(file), readFixture(join(folder, file))] as const)

let written: string
beforeAll(() => {
  written = mkdtempSync(join(tmpdir(), 'fixtures-'))
})
afterAll(() => rmSync(written, { recursive: true, force: true }))

const results = new Map<string, CheckResult>()

describe('the check of', () => {
  it.each(fixtures)('%s', async (name, fixture) => {
    const outcome = await checkFixture(fixture, (file, text) => {
      const path = join(written, `${name.replace('/', '-')}-${file}`)
      writeFileSync(path, text)
      return path
    })
    results.set(name, outcome.result)
    expect(summarize(outcome), fixture.says).toEqual(fixture.expect)
    expectProofs(outcome.result, fixture)
    if (isCalledSafe(outcome.result)) expectNothingBreaks(fixture)
  })
})

it('has fixtures for every code of a finding that the README lists', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)
  const seen = new Set([...results.values()].flatMap(({ findings }) => findings.map(({ code }) => code)))
  expect(listed.length).toBeGreaterThan(30)
  expect(listed.filter((code) => !seen.has(code ?? ''))).toEqual([])
  expect([...seen].filter((code) => !listed.includes(code))).toEqual([])
  expect([...seen].filter((code) => !FINDING_CODES.has(code))).toEqual([])
})

it('shows of an answer only what the finding is about', () => {
  const shown = results.get('fields/nullable-made-beside-others')?.findings.map(({ proof }) => proof?.onHead)
  expect(shown).toEqual([
    ['book.pages is "text", which is no Int of the base'],
    ["book.title is null, which the base's String! rules out"],
    ['book.genre is "COMIC", which the base\'s Genre does not have'],
  ])
})

it('is at least sixty changes', () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(60)
})

// Whatever a proof says it was shown by, it can be pasted: it is an operation of the base, with variables that the base takes.
function expectProofs({ findings }: CheckResult, fixture: Fixture): void {
  const proven = findings.filter(({ proof }) => proof !== null)
  const contracts = fixture.contractsOfBase ?? fixture.settings?.contracts ?? []
  const base = proven.length > 0 ? composeSide(toSdls(fixture).base, contracts, 'base', 'unchecked') : null
  for (const { proof, unproven, severity, variants } of findings) {
    // What breaks is proven, or told why it is not.
    expect(unproven !== null).toBe(proof === null && severity === 'breaking')
    if (!proof) continue
    expect(proof.onHead.length).toBeGreaterThan(0)
    if (!base || 'errors' in base) throw new Error('The base composed a moment ago.')
    const document = parse(proof.document)
    const schemas = variants.flatMap((variant) => base.variants.get(variant)?.schema ?? [])
    const schema = schemas.find((one) => validate(one, document).length === 0)
    if (!schema) throw new Error(`No variant of the base takes the proof ${proof.document}`)
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
    const { errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], proof.variables)
    expect(errors, proof.document).toBeUndefined()
  }
}

function isCalledSafe({ findings, compositionErrors }: CheckResult): boolean {
  return compositionErrors.length === 0 && findings.every(({ severity }) => severity === 'safe')
}

/** By other means than the check's: everything that the base takes, the head takes, and answers as the base might. */
function expectNothingBreaks(fixture: Fixture): void {
  const { base, head } = toSdls(fixture)
  const [before, after] = [base, head].map((sdls): GraphQLSchema => {
    const side = composeSide(sdls, [], 'head')
    const schema = 'errors' in side ? undefined : side.variants.get(MAIN)?.schema
    if (!schema) throw new Error('It composed a moment ago.')
    return schema
  })
  if (!before || !after) throw new Error('There are two sides.')
  const coordinates = Object.values(before.getTypeMap()).flatMap((type) =>
    type.name.startsWith('__')
      ? []
      : [
          type.name,
          ...('getFields' in type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : []),
        ],
  )
  const texts = [
    ...Object.values(fixture.operations ?? {}).flat(),
    ...coordinates.flatMap((coordinate) => [...minimalOperations(before, [coordinate])]),
  ]
  let replayed = 0
  for (const text of texts) {
    const document = parse(text)
    if (validate(before, document).length > 0) continue
    replayed++
    expect(validate(after, document), text).toEqual([])
    const [operation] = document.definitions
    if (operation?.kind !== Kind.OPERATION_DEFINITION || operation.variableDefinitions?.length) continue
    expect(getVariableValues(after, [], {}).errors).toBeUndefined()
    expect(whatHeadMayAnswer(before, after, document), text).toEqual([])
  }
  expect(replayed).toBeGreaterThan(0)
}
