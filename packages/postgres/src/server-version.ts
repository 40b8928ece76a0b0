/** What the statements of the shop need: `RETURNING old` came with 18. https://www.postgresql.org/docs/18/sql-insert.html */
const OLDEST = 18

/** Refuses a server that is too old, by its `server_version_num` (180003 is 18.3), before anything is done to it. */
export function refuseOldServer(versionNumber: number): void {
  const major = Math.floor(versionNumber / 10_000)
  if (major >= OLDEST) return
  throw new Error(`the database server is PostgreSQL ${major}; ${OLDEST} or newer is needed`)
}
