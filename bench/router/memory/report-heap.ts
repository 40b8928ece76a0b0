// Loaded into the router under test with `--import`: tells its memory when asked, after a full collection, so that what is
// seen is what is held and not what waits to be collected.

process.on('message', () => {
  globalThis.gc?.()
  process.send?.(process.memoryUsage())
})
// The channel alone must not keep a router alive that has been told to stop.
process.channel?.unref()
