import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { parse } from 'yaml'
import { checkSides } from '../src/check.ts'
import type { CheckSettings } from '../src/check-settings.ts'
import type { CheckOutcome, Finding } from '../src/result.ts'
import type { ReadSide } from '../src/sources/read-sides.ts'
import type { SubgraphSdl } from '../src/sources/read-subgraphs.ts'

type Sdls = Record<string, string>

/** A change, what clients ask, and what the check has to say. `head` has only the subgraphs that differ; null removes one. */
export type Fixture = {
  says: string
  base: Sdls
  head: Record<string, string | null>
  /** Registered operations by client. */
  operations?: Record<string, string[]>
  /** Recorded operations: the document, and the shapes of its variables. */
  traffic?: {
    document: string
    variables?: Record<string, unknown>
    variablesNotRecorded?: number
    count?: number
    client?: string
  }[]
  /** What a router says in the recording that it left out. */
  notRecorded?: number
  settings?: Partial<CheckSettings>
  /** Where they are others than the settings'. */
  contractsOfBase?: CheckSettings['contracts']
  approvals?: string
  expect: Expectation
}

export type Expectation = {
  status: 'ok' | 'breaking'
  /** Each `severity CODE coordinate`, then usage and proof where there is one, `passes` if it does. */
  findings?: string[]
  errors?: string[]
  plans?: string[]
  deploy?: string[]
  approvals?: string[]
}

// On the first line, so that the lines of errors are those of the fixture.
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize", "@composeDirective", "@context", "@fromContext"]) '

export function readFixture(file: string): Fixture {
  return parse(readFileSync(file, 'utf8')) as Fixture
}

/** `class/name`. */
export function nameOf(file: string): string {
  return `${basename(dirname(file))}/${basename(file, '.yaml')}`
}

export const DEFAULTS: CheckSettings = {
  root: '/repository',
  configFile: '/repository/rover.yaml',
  settingsFile: '/repository/supergraph-check.yaml',
  base: { kind: 'git', ref: null },
  headRef: null,
  withoutBase: 'fail',
  operationsFolder: '/repository/operations',
  trafficFiles: [],
  approvalsFile: '/repository/no-approvals.yaml',
  unused: 'fail',
  evidence: 'recorded',
  failOn: 'breaking',
  severities: {},
  planLimit: 100,
  lint: null,
  contracts: [],
  env: {},
  now: new Date('2026-11-22T12:00:00Z'),
}

/** Runs the whole check on a fixture; the files of its traffic and approvals are written by `store`, which returns their paths. */
export async function checkFixture(
  fixture: Fixture,
  store: (name: string, text: string) => string,
): Promise<CheckOutcome> {
  const { base, head } = toSdls(fixture)
  const settings: CheckSettings = {
    ...DEFAULTS,
    ...fixture.settings,
    ...(fixture.traffic ? { trafficFiles: [store('traffic.ndjson', toRecords(fixture))] } : {}),
    ...(fixture.approvals === undefined ? {} : { approvalsFile: store('approvals.yaml', fixture.approvals) }),
  }
  const sides = {
    base: {
      ...toSide('git', base, fixture),
      ...(fixture.contractsOfBase ? { contracts: fixture.contractsOfBase } : {}),
    },
    head: toSide('working tree', head, fixture),
    notes: [],
    git: null,
  }
  return checkSides(sides, settings)
}

/** The SDLs of both sides. */
export function toSdls({ base, head }: Fixture): { base: SubgraphSdl[]; head: SubgraphSdl[] } {
  const toList = (sdls: Record<string, string | null>) =>
    Object.entries(sdls).flatMap(([name, text]) => (text === null ? [] : [toSdl(name, text)]))
  return { base: toList(base), head: toList({ ...base, ...head }) }
}

/** The result in the words of an expectation, with nothing left out that an expectation could say. */
export function summarize({ result }: CheckOutcome): Expectation {
  const lists = {
    findings: result.findings.map(describe),
    errors: result.compositionErrors.map(({ code, places, contract }) => {
      return [
        code,
        contract === null ? '' : `contract ${contract}`,
        ...places.map(({ file, line }) => `${file}:${line}`),
      ]
        .filter(Boolean)
        .join(' ')
    }),
    plans: result.planRegressions.map(({ name, kind, base, head }) => {
      return `${name} ${kind}: ${base.fetches} → ${head.fetches} fetches, ${base.hops} → ${head.hops} hops`
    }),
    deploy: result.findings.length === 0 ? [] : result.deployOrder.safeOrders,
    approvals: [
      ...result.approvals.expired.map(({ finding }) => `expired ${finding}`),
      ...result.approvals.unmatched.map(({ finding }) => `unmatched ${finding}`),
    ],
  }
  const told = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
  return { status: result.status, ...told }
}

function describe({ severity, code, coordinate, usage, proof, passesBecause, variants }: Finding): string {
  const variant = variants[0] === 'main' ? '' : `in ${variants.join(', ')}`
  const used =
    severity === 'safe' || usage.status === 'not applicable'
      ? ''
      : `| ${usage.status} ${names(usage.operations)}`.trim()
  const proven = proof ? `| ${proof.source} proof by ${proof.shownBy}` : ''
  return [severity, code, coordinate, variant, used, proven, passesBecause ? `| passes: ${passesBecause}` : '']
    .filter(Boolean)
    .join(' ')
}

function names(operations: Finding['usage']['operations']): string {
  const list = operations.map(({ name, certainty }) => `${name}${certainty === 'possible' ? '?' : ''}`)
  return list.length === 0 ? '' : `by ${list.toSorted().join(', ')}`
}

function toSide(kind: 'git' | 'working tree', sdls: SubgraphSdl[], { operations = {} }: Fixture): ReadSide {
  const files = new Map<string, string>(
    Object.entries(operations).flatMap(([client, texts]) =>
      texts.map((text, index): [string, string] => [`${DEFAULTS.operationsFolder}/${client}/${index}.graphql`, text]),
    ),
  )
  return {
    kind,
    label: kind,
    commit: null,
    sdls,
    supergraph: null,
    readFiles: (paths) => new Map(paths.map((path) => [path, files.get(path) ?? null])),
    listFiles: () => [...files.keys()],
  }
}

function toSdl(name: string, text: string): SubgraphSdl {
  const [, url, rest] = /^url: (\S+)\n([\s\S]*)$/.exec(text) ?? [null, `http://${name}`, text]
  const linked = rest?.includes('https://specs.apollo.dev/federation/') ? rest : LINK + (rest ?? '')
  return { name, url: url ?? null, file: `${name}.graphql`, text: linked }
}

function toRecords({ traffic = [], notRecorded }: Fixture): string {
  const lines = traffic.map(({ document, variables = {}, variablesNotRecorded, count = 10, client = 'web' }, index) =>
    JSON.stringify({
      signature: String(index).padStart(64, '0'),
      operationName: /(?:query|mutation|subscription) (\w+)/.exec(document)?.[1] ?? null,
      document,
      clientName: client,
      clientVersion: '1',
      count,
      firstSeen: '2026-11-01T00:00:00Z',
      lastSeen: '2026-11-21T00:00:00Z',
      variables,
      variablesNotRecorded,
    }),
  )
  const leftOut = notRecorded === undefined ? [] : [JSON.stringify({ notRecorded })]
  return `${[...lines, ...leftOut].join('\n')}\n`
}
