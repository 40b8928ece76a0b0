// `npm test [-- <vitest's filters and options>]`: runs vitest, then prints the sums as the very last line, which CI reads.
import { parseCLI, startVitest, type Vitest } from 'vitest/node'

type Sums = { passed: number; failed: number; skipped: number }

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
let sums: Sums = { passed: 0, failed: 0, skipped: 0 }
try {
  const vitest = await startVitest('test', filter, options)
  await vitest.close()
  sums = sumsOf(vitest)
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
const failedExit = process.exitCode !== undefined && process.exitCode !== 0
// A run that fails without a failed test (no test found, a broken global setup) must not read as a success.
if (failedExit && sums.failed === 0) sums.failed = 1
if (sums.skipped > 0) console.log(`\n!!!! ${sums.skipped} tests were LEFT OUT: see above for what they miss !!!!`)
console.log(`${sums.passed} passed, ${sums.failed} failed`)
process.exit(sums.failed === 0 ? 0 : 1)

function sumsOf(vitest: Vitest): Sums {
  const result: Sums = { passed: 0, failed: vitest.state.getUnhandledErrors().length, skipped: 0 }
  for (const module of vitest.state.getTestModules()) {
    // The tests of a file that does not load, or whose beforeAll fails, count as skipped: count their cause instead.
    if (module.errors().length > 0) result.failed++
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) result.failed++
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') result.passed++
      else if (state === 'failed') result.failed++
      else result.skipped++
    }
  }
  return result
}
