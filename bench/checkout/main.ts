import { describeMachine } from '@shop/bench-measure/describe-machine'
import { checkOut } from './checkout.ts'
import { openClient } from './client.ts'
import { readFlags, usage } from './flags.ts'
import type { Flags } from './flags.ts'
import { measureAlone, measureLoad } from './measure.ts'
import type { Measured } from './measure.ts'
import { figuresOf, renderTable } from './results.ts'
import type { Figures } from './results.ts'
import { startShopProcess } from './shop-process.ts'
import type { Topology } from './shop-process.ts'
import { stockUp } from './stock-up.ts'
import { listenUntilPaid, lookUntilPaid } from './until-paid.ts'
import { writeReport } from './write-report.ts'

if (process.platform !== 'linux') {
  console.error('The CPU time of PostgreSQL is read from /proc, which only Linux has.')
  process.exit(1)
}
const flags = readFlags(process.argv.slice(2))
if (flags === 'help') {
  console.log(usage)
  process.exit(0)
}
/** An account of the demo (README.md). */
const STAFF = { email: 'staff@example.com', password: 'correct horse battery staple' }
/** So many are bought, so that buyers seldom meet at one row. */
const VARIANTS = 40

const figures: Figures[] = []
for (const topology of flags.topologies) figures.push(await run(topology, flags))
const table = renderTable(figures)
console.log(table)
if (flags.write) {
  await writeReport(table, { measuredAt: new Date().toISOString(), machine: describeMachine(false), figures })
}

async function run(topology: Topology, flags: Flags): Promise<Figures> {
  const { buyers, rounds, seconds, warmSeconds } = flags
  const shop = await startShopProcess(topology, { cpuProfile: flags.cpuProfile, keepsTexts: flags.statements })
  const client = openClient(shop.url, buyers)
  try {
    const variants = await stockUp(client, STAFF, VARIANTS)
    const untilPaid = flags.polls ? lookUntilPaid : listenUntilPaid
    const buy = (turn: number) => checkOut(client, pairOf(variants, turn), untilPaid)
    await measureLoad(shop, buy, { buyers, seconds: warmSeconds })
    const measured: Measured[] = []
    for (let round = 0; round < rounds; round += 1) {
      measured.push(await measureLoad(shop, buy, { buyers, seconds }))
    }
    const alone = await measureAlone(shop, buy, flags.alone)
    await shop.audit()
    if (flags.statements) listStatements(measured.at(-1) ?? alone)
    return figuresOf(topology, measured, alone)
  } finally {
    await client.close()
    await shop.stop()
  }
}

function listStatements({ usage, checkouts }: Measured): void {
  const often = Object.entries(usage.texts).filter(([, count]) => count / checkouts >= 0.1)
  for (const [text, count] of often.toSorted(([, one], [, other]) => other - one)) {
    console.log(`${(count / checkouts).toFixed(2).padStart(6)}  ${text}`)
  }
}

/** Two different variants, others each time. */
function pairOf(variants: readonly string[], turn: number): [string, string] {
  const first = variants[turn % variants.length]
  const second = variants[(turn * 7 + 3 + Math.floor(turn / variants.length)) % variants.length]
  if (!first || !second) throw new Error('there is nothing to buy')
  return [first, second === first ? (variants[(turn + 1) % variants.length] ?? '') : second]
}
