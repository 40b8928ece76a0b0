// Loaded into each service before its main.ts (node --import). The parent holds the other end of the input and never writes:
// it ends when the parent does, in whatever way, and then the service stops as it does for a container's SIGTERM. Without it
// a killed `npm run start:distributed` leaves six processes behind, which hold ports and go on working.
process.stdin
  .once('end', () => {
    // Nobody reads any more what it logs: at the end of a process pino would try for ever to write the last of it (sonic-boom's flushSync
    // takes EPIPE for EAGAIN). So the end comes first, when everything has been stopped in order.
    process.prependOnceListener('exit', () => process.kill(process.pid, 'SIGKILL'))
    process.kill(process.pid, 'SIGTERM')
  })
  .resume()
// A service that has nothing left to do may end all the same.
if ('unref' in process.stdin) process.stdin.unref()
