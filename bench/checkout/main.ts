import { describeMachine } from '@shop/bench-measure/describe-machine'
import { requireProc } from '@shop/bench-measure/process-usage'
import { runBench } from '@shop/bench-measure/run-bench'
import type { Contender } from './contender.ts'
import { readFlags, usage } from './flags.ts'
import type { ContenderName, Flags } from './flags.ts'
import { measureCatchUp } from './measure/catch-up.ts'
import { measureAlone, measureLoad } from './measure/measure.ts'
import type { Measured } from './measure/measure.ts'
import { figuresOf } from './report/figures.ts'
import type { Figures } from './report/figures.ts'
import { renderTable } from './report/table.ts'
import { writeReport } from './report/write-report.ts'
import { startShop } from './shop/start-shop.ts'
import { prepareVendure, startVendure } from './vendure/start-vendure.ts'

/** So many are bought, so that buyers seldom meet at one row. */
const VARIANTS = 40
/** Until buyers who poll are spread over all steps of a checkout. */
const SETTLE_SECONDS = 3

await runBench(usage, readFlags, async (flags) => {
  requireProc()
  // Before minutes go into the others.
  const vendure = flags.only.includes('vendure') ? `Vendure ${prepareVendure()}` : ''
  const figures: Figures[] = []
  for (const name of flags.only) figures.push(await run(name, name === 'vendure' ? vendure : name, flags))
  const table = renderTable(figures)
  console.log(table)
  if (flags.write)
    await writeReport(table, { measuredAt: new Date().toISOString(), machine: describeMachine(false), figures })
})

async function run(name: ContenderName, contender: string, flags: Flags): Promise<Figures> {
  const { rounds, seconds, warmSeconds } = flags
  const buyers = name === 'vendure' ? flags.vendureBuyers : flags.buyers
  console.error(`${contender} …`)
  const shop = await start(name, flags)
  try {
    const checkOut = (flags.polls && shop.checkOutPolling) || shop.checkOut
    const measured = await measureLoad(shop, checkOut, { buyers, warmSeconds, rounds, seconds })
    const catchUp = shop.findLate ? await measureCatchUp(shop.findLate) : null
    const compared = flags.polls ? undefined : shop.checkOutPolling
    const [polled] = compared
      ? await measureLoad(shop, compared, { buyers, warmSeconds: SETTLE_SECONDS, rounds: 1, seconds })
      : []
    const alone = await measureAlone(shop, checkOut, flags.alone)
    await shop.audit?.()
    if (flags.statements) listStatements(measured.at(-1) ?? alone)
    return figuresOf({ contender, buyers, rounds: measured, catchUp, polled: polled ?? null, alone })
  } finally {
    await shop.stop()
  }
}

function start(name: ContenderName, { cpuProfile, statements }: Flags): Promise<Contender> {
  const options = { variants: VARIANTS, cpuProfile, keepsTexts: statements }
  return name === 'vendure' ? startVendure(options) : startShop(name, options)
}

function listStatements({ usage, checkouts }: Measured): void {
  const often = Object.entries(usage.texts).filter(([, count]) => count / checkouts >= 0.1)
  for (const [text, count] of often.toSorted(([, one], [, other]) => other - one)) {
    console.log(`${(count / checkouts).toFixed(2).padStart(6)}  ${text}`)
  }
}
