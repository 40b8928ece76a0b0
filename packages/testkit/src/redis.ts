import { spawnSync } from 'node:child_process'

/** Whether `redis-server` is on the PATH. Use it as `describe.skipIf(!redisAvailable)`. */
export const redisAvailable: boolean = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0

if (!redisAvailable) {
  process.stderr.write(
    '\n!!!! redis-server is not on the PATH: every test of this file that needs Redis is LEFT OUT (apt-get install redis-server) !!!!\n\n',
  )
}
