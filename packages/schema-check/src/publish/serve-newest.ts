import type { PublishedSupergraph } from './publication.ts'

/**
 * Gives routers the newest publication, where publications and what routers read cannot be written in one step. Two that
 * publish at the same moment may write the older text last; each therefore looks again afterwards, so that the newest one is
 * served in the end, whoever wrote it.
 */
export async function serveNewest({
  newest,
  read,
  serve,
}: {
  newest(): Promise<number>
  read(number: number): Promise<PublishedSupergraph | null>
  serve(sdl: string): Promise<void>
}): Promise<void> {
  let number = await newest()
  for (;;) {
    const published = await read(number)
    if (!published) throw new Error(`The publication ${number} has vanished from the history.`)
    await serve(published.sdl)
    const now = await newest()
    if (now === number) return
    number = now
  }
}
