import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('has defaults, and takes a path or an address for pictures', () => {
  expect(readConfig({})).toEqual({ pictureBaseUrl: '/images' })
  const settings = { PICTURE_BASE_URL: 'https://cdn.example/images/' }
  expect(readConfig(settings)).toEqual({ pictureBaseUrl: 'https://cdn.example/images' })
})

it('names every setting that is wrong', () => {
  expect(() => readConfig({ PICTURE_BASE_URL: 'javascript:alert(1)' })).toThrow(/PICTURE_BASE_URL/)
  expect(() => readConfig({ PICTURE_BASE_URL: '//evil.example' })).toThrow(/PICTURE_BASE_URL/)
})
