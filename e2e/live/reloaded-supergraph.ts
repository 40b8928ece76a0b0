import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A supergraph in a file that changes while a router follows it. */
export type ReloadedSupergraph = {
  file: string
  /** Changes it so many times, with a pause before each. */
  reload(times: number, pauseMs: number): Promise<void>
  /** What it says of orders now. */
  description(): string
  stop(): Promise<void>
}

const COMMITTED = new URL('../../schema/supergraph.graphql', import.meta.url)
/** What the SDL of orders says of its main type. */
const DESCRIPTION = 'What was bought. Its owner and staff see it.'

export async function startReloading(): Promise<ReloadedSupergraph> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-supergraph-'))
  const file = join(folder, 'supergraph.graphql')
  const committed = await readFile(COMMITTED, 'utf8')
  if (!committed.includes(DESCRIPTION)) throw new Error('the supergraph does not describe orders as expected')
  let current = DESCRIPTION

  async function write(description: string): Promise<void> {
    current = description
    const text = committed.replaceAll(DESCRIPTION, description)
    // As a deployment does: at once, never half of it.
    await writeFile(`${file}.next`, text)
    await rename(`${file}.next`, file)
  }

  await write(DESCRIPTION)
  return {
    file,
    async reload(times, pauseMs) {
      for (let time = 1; time <= times; time += 1) {
        await delay(pauseMs)
        await write(`${DESCRIPTION} Change ${time} of ${times}.`)
      }
    },
    description: () => current,
    stop: () => rm(folder, { recursive: true, force: true }),
  }
}
