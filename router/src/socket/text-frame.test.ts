import { expect, it } from 'vitest'
import * as ws from 'ws'
import { frameAround, textFrame } from './text-frame.ts'

type Reader = { on(event: string, listener: (value: never) => void): void; write(bytes: Buffer): void }
/** Its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Reader }

/** As the library that clients use reads it. */
async function read(frame: Buffer): Promise<string> {
  const receiver = new Receiver({ isServer: false })
  const message = new Promise<string>((resolve, reject) => {
    receiver.on('message', (data: Buffer) => resolve(data.toString('utf8')))
    receiver.on('error', reject)
  })
  receiver.write(frame)
  return message
}

it.each([0, 1, 124, 125, 126, 65_534, 65_535, 65_536, 200_000])('frames a text of %i bytes', async (length) => {
  const text = 'x'.repeat(length)
  expect(await read(textFrame(text))).toBe(text)
  const around = await read(frameAround('{"ü":', Buffer.from(text)))
  expect(around).toBe(`{"ü":${text}}`)
})

it('counts bytes and not characters', async () => {
  expect(await read(textFrame('ü😀')), 'two and four bytes').toBe('ü😀')
})
