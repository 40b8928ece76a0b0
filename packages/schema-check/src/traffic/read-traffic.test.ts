import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readTraffic } from './read-traffic.ts'

const record = {
  signature: 'a'.repeat(64),
  operationName: 'Me',
  document: 'query Me($s: Size) { me(s: $s) { id } }',
  clientName: 'web',
  clientVersion: '1',
  count: 3,
  firstSeen: '2026-11-02T00:00:00Z',
  lastSeen: '2026-11-03T00:00:00Z',
  variables: { s: 'enum:SMALL' },
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traffic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('adds up what routers wrote of one client, over files, and keeps every shape that was seen', () => {
  write('one.ndjson', record, { ...record, count: 4, errors: 2, lastSeen: '2026-11-05T00:00:00Z' })
  write('two.ndjson', { ...record, clientVersion: '2', variables: { s: { oneOf: ['absent', 'enum:SMALL'] } } })
  const { operations } = readTraffic([folder])
  const [operation] = operations
  expect(operations).toHaveLength(1)
  expect(operation?.uses).toEqual([
    {
      clientName: 'web',
      clientVersion: '1',
      requests: 7,
      errors: 2,
      firstSeen: record.firstSeen,
      lastSeen: '2026-11-05T00:00:00Z',
    },
    {
      clientName: 'web',
      clientVersion: '2',
      requests: 3,
      errors: 0,
      firstSeen: record.firstSeen,
      lastSeen: record.lastSeen,
    },
  ])
  expect(operation?.variables).toEqual(new Map([['s', { oneOf: ['absent', 'enum:SMALL'] }]]))
})

it('joins the shapes of a variable place by place, and keeps what stood too deep to be looked at', () => {
  const first = { title: 'string', tags: [], not: { title: 'string', not: {} } }
  const second = { title: { oneOf: ['absent', 'null'] }, tags: ['int'], not: {}, pages: 'int' }
  write('one.ndjson', { ...record, variables: { input: first } }, { ...record, variables: { input: second } })
  expect(readTraffic([folder]).operations[0]?.variables.get('input')).toEqual({
    title: { oneOf: ['absent', 'null', 'string'] },
    tags: ['int'],
    not: { oneOf: [{ title: 'string', not: {} }, {}] },
    pages: { oneOf: ['absent', 'int'] },
  })
})

it('counts lines that are no records, such as the last of a router that was killed', () => {
  writeFileSync(
    join(folder, 'torn.ndjson'),
    `${JSON.stringify(record)}\n{"signature":"b\n[]\n${JSON.stringify({ ...record, count: 0 })}`,
  )
  expect(readTraffic([join(folder, 'torn.ndjson')])).toMatchObject({
    unreadableLines: 3,
    operations: [{ operationName: 'Me' }],
  })
})

it('counts records that are damaged: a document that was cut off, variables that are no shapes', () => {
  write(
    'one.ndjson',
    record,
    { ...record, document: 'query Me($s: Size) { me(s: $s' },
    { ...record, variables: { s: null } },
    { ...record, variables: { s: { oneOf: ['absent', 3] } } },
    { ...record, operationName: 5 },
    { ...record, errors: '1' },
    { ...record, variablesNotRecorded: true },
  )
  const [use] = readTraffic([folder]).operations.flatMap(({ uses }) => uses)
  expect([readTraffic([folder]).unreadableLines, use?.requests]).toEqual([6, 3])
})

it('adds up what routers say that they left out', () => {
  write('one.ndjson', record, { notRecorded: 3 })
  write('two.ndjson', { notRecorded: 2 })
  expect(readTraffic([folder])).toMatchObject({
    notRecorded: 5,
    unreadableLines: 0,
    operations: [{ operationName: 'Me' }],
  })
})

it('adds up how many requests had variables that nobody looked at', () => {
  write('one.ndjson', record, { ...record, variablesNotRecorded: 3 }, { ...record, variablesNotRecorded: 4 })
  expect(readTraffic([folder]).operations[0]?.variablesNotRecorded).toBe(7)
})

it('reads lines that end in any way, and are longer than what is read at once', () => {
  const document = `query Me { me { id${' '.repeat(3_000_000)} } }`
  const lines = [record, { ...record, document, signature: 'b' }, { ...record, signature: 'c' }].map((one) =>
    JSON.stringify(one),
  )
  writeFileSync(join(folder, 'one.ndjson'), `\uFEFF${lines[0]}\r\n\r\n${lines[1]}\n${lines[2]}`)
  const { operations, unreadableLines } = readTraffic([folder])
  expect(operations.map((one) => [one.signature[0], one.document.length])).toEqual([
    ['a', record.document.length],
    ['b', document.length],
    ['c', record.document.length],
  ])
  expect(unreadableLines).toBe(0)
})

it('says that a file without lines is none, before it fills the memory', () => {
  writeFileSync(join(folder, 'zeros.ndjson'), Buffer.alloc(70_000_000))
  expect(() => readTraffic([folder])).toThrow(/zeros\.ndjson has a line of more than 67108864 bytes/)
})

it('says which file is not there', () => {
  expect(() => readTraffic([join(folder, 'none.ndjson')])).toThrow(/none\.ndjson is not there/)
})

function write(file: string, ...records: object[]): void {
  writeFileSync(join(folder, file), records.map((one) => `${JSON.stringify(one)}\n`).join(''))
}
