import { subgraphNames } from '@shop/prisma/databases'
import { CloseCode } from 'graphql-ws'
import { parse, visit } from 'graphql'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readPage, section, tableRows } from './documents.ts'

const ROOT = join(import.meta.dirname, '../..')
const page = readPage('docs/errors.md')
const sorted = (values: Iterable<string>) => [...new Set(values)].toSorted()

/** The members of a union of texts, as a source spells them. */
function membersOf(path: string, type: string): string[] {
  const union = new RegExp(`export type ${type} =([\\s\\S]*?)\\n\\n`).exec(readPage(path).text)?.[1] ?? ''
  return [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code)
}

/** The codes that a subgraph's errors.ts lists for its userErrors. */
async function listedCodes(subgraph: string): Promise<string[]> {
  const source = pathToFileURL(join(ROOT, 'subgraphs', subgraph, 'src/errors.ts')).href
  const exported = (await import(source)) as Record<string, unknown>
  const list = Object.entries(exported).find(([name]) => /^user_?error_?codes$/i.test(name))?.[1]
  if (typeof list !== 'object' || list === null) throw new Error(`${subgraph} has no list of codes of user errors`)
  return Array.isArray(list) ? (list as string[]) : Object.keys(list)
}

/** The codes that the docstrings of a subgraph's payloads promise: "Codes: A, B (when …)." */
function promisedCodes(subgraph: string): string[] {
  const codes: string[] = []
  visit(parse(readPage(`schema/${subgraph}.graphql`).text), {
    FieldDefinition({ description }) {
      const [, list] = /^Codes: ([\s\S]*)/.exec(description?.value.trim() ?? '') ?? []
      for (const [code] of (list ?? '').matchAll(/\b[A-Z]{3}[A-Z_]*\b/g)) codes.push(code)
    },
  })
  return codes
}

describe('docs/errors.md', () => {
  it('explains every code of GraphQL errors that chassis and router raise, and no other', () => {
    const chassis = membersOf('packages/subgraph/src/errors.ts', 'ErrorCode')
    const router = membersOf('router/src/errors.ts', 'RouterErrorCode')
    expect(chassis).toContain('FORBIDDEN')
    expect(router).toContain('SUBSCRIBER_TOO_SLOW')
    const explained = tableRows(section(page, '## GraphQL errors'))
    expect(sorted(explained.map(([code = '']) => code))).toEqual(sorted([...chassis, ...router]))
    for (const [code = '', , raisedBy = ''] of explained) {
      if (chassis.includes(code)) expect(raisedBy, code).toContain('subgraphs')
    }
  })

  it('knows every code that the router or the chassis spells out', () => {
    const explained = new Set(tableRows(page.text).map(([code]) => code))
    for (const path of globSync('{router,packages/subgraph}/src/**/*.ts', { cwd: ROOT })) {
      const calls = readPage(path).text.matchAll(
        /(?:codedError\(|RequestRefused\(\d+, |errorAnswer\(\d+, )'([A-Z_]+)'/g,
      )
      for (const [, code = ''] of calls) expect(explained, `${code} of ${path}`).toContain(code)
    }
  })

  it.each(subgraphNames)(
    'explains every user error of %s, and says of no other that it raises it',
    async (subgraph) => {
      const explained = tableRows(section(page, '## User errors'))
      const attributed = explained.filter(([, raisedBy = '']) => raisedBy.split(', ').includes(subgraph))
      const raised = sorted([...(await listedCodes(subgraph)), ...promisedCodes(subgraph)])
      expect(attributed.map(([code]) => code)).toEqual(raised)
    },
  )

  it('explains the codes that close a socket', () => {
    const ours = globSync('router/src/socket/*.ts', { cwd: ROOT }).flatMap((path) =>
      [...readPage(path).text.matchAll(/^const [A-Z_]+ = (1\d{3}|4\d{3})$/gm)].map(([, code = '']) => code),
    )
    const protocol = Object.values(CloseCode).filter((code) => typeof code === 'number')
    // What only clients close with, when a server breaks the protocol.
    const ofClients = new Set<number>([
      CloseCode.BadResponse,
      CloseCode.InternalClientError,
      CloseCode.ConnectionAcknowledgementTimeout,
    ])
    const expected = protocol.filter((code) => !ofClients.has(code)).map(String)
    // 1009 comes from `ws` itself: RFC 6455, "message too big".
    const explained = tableRows(section(page, '## Close codes of the WebSocket')).map(([code = '']) => code)
    expect(sorted(explained)).toEqual(sorted([...ours, ...expected, '1009']))
  })
})
