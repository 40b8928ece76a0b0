import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  booleanSetting,
  choiceSetting,
  integerSetting,
  readAllSettings,
  readCommonSettings,
  readSettings,
  SettingsError,
} from './settings.ts'

function problemsOf(read: () => unknown): string[] {
  try {
    read()
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

const shape = {
  PARCEL_SPEED: integerSetting(1, 100).default(1),
  CARRIER: choiceSetting(['sandbox', 'none']),
  STRICT: booleanSetting().default(true),
  SECRET: z.string().min(16, 'must have at least 16 characters'),
}

test('settings are read, defaults filled in, the empty text counted as unset', () => {
  const settings = readSettings({ PARCEL_SPEED: '', CARRIER: 'none', STRICT: 'false', SECRET: 's'.repeat(16) }, shape)
  expect(settings).toEqual({ PARCEL_SPEED: 1, CARRIER: 'none', STRICT: false, SECRET: 's'.repeat(16) })
})

test('every bad setting is reported at once, by its name and without its value', () => {
  const problems = problemsOf(() => readSettings({ PARCEL_SPEED: 'fast', STRICT: 'yes', SECRET: 'hunter2' }, shape))
  expect(problems).toEqual([
    'PARCEL_SPEED: must be a whole number from 1 to 100',
    'CARRIER is missing',
    'STRICT: must be true or false',
    'SECRET: must have at least 16 characters',
  ])
  expect(problems.join()).not.toContain('hunter2')
})

test('settings that do not fit together are reported', () => {
  const check = () => ['CARRIER: none needs STRICT=false']
  expect(problemsOf(() => readSettings({ CARRIER: 'none', SECRET: 's'.repeat(16) }, shape, check))).toHaveLength(1)
})

test('several readers are reported together', () => {
  const problems = problemsOf(() =>
    readAllSettings({
      common: () => readCommonSettings({ PORT: '70000', JWKS_URL: 'users', REDIS_URL: 'http://redis' }, 'orders', 4003),
      own: () => readSettings({ CARRIER: 'ship', SECRET: 's'.repeat(16) }, shape),
    }),
  )
  expect(problems).toEqual([
    'PORT: must be a whole number from 0 to 65535',
    'REDIS_URL: must be an address with redis:// or rediss://',
    'JWKS_URL: must be an address with http:// or https://',
    'ORDERS_DATABASE_URL is missing',
    'CARRIER: must be one of sandbox, none',
  ])
})

test('the common settings of a process carry the name of its subgraph', () => {
  const environment = {
    ORDERS_DATABASE_URL: 'postgresql://shop@localhost/orders',
    REDIS_URL: 'redis://localhost',
    JWKS_URL: 'http://localhost:4001/.well-known/jwks.json',
  }
  expect(readCommonSettings(environment, 'orders', 4003)).toMatchObject({
    port: 4003,
    databaseUrl: 'postgresql://shop@localhost/orders',
  })
})
