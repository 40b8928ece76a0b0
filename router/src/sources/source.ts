/** A text that somebody else writes and the router follows. */
export type OpenedSource = {
  /** Without credentials. */
  name: string
  /** Null when the source says that nothing changed since the last read. */
  read(): Promise<string | null>
  watch(onChange: () => void): () => void
  /** Gives back what reading needed. */
  close(): void
}

/** Asks every `pollMs`. */
export function poll(pollMs: number): OpenedSource['watch'] {
  return (onChange) => {
    const timer = setInterval(onChange, pollMs)
    timer.unref()
    return () => clearInterval(timer)
  }
}

/** How long the network may take for one text. */
export const DOWNLOAD_TIMEOUT_MS = 10_000
