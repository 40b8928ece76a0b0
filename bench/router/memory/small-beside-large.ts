import { ours } from '../contenders/ours.ts'
import { operations, requestBody } from '../graph/operations.ts'
import { ask } from '../measure/ask.ts'
import { startContender } from '../measure/stage.ts'
import type { Surroundings } from '../measure/stage.ts'
import type { LoadReport } from '../processes/load-protocol.ts'
import { startLoad } from '../processes/start-side-processes.ts'

export type BesideReport = { perSecond: number; alone: LoadReport; beside: LoadReport; large: LoadReport }

/** Small requests at a steady pace, alone and while large ones run one after the other. */
export async function measureSmallBesideLarge(
  surroundings: Surroundings,
  { seconds, perSecond, routerFlags }: { seconds: number; perSecond: number; routerFlags: string[] },
): Promise<BesideReport> {
  const router = await startContender(ours({ routerFlags }), surroundings, false)
  const secondLoad = startLoad()
  try {
    const orderOf = async (name: 'small' | 'large') => {
      const body = requestBody(operations[name])
      return { url: router.url, headers: router.headers, body, expected: await ask(router, body) }
    }
    const small = { ...(await orderOf('small')), connections: 20, pace: perSecond, seconds }
    const large = { ...(await orderOf('large')), connections: 1 }
    await surroundings.load.make({ ...large, seconds: 3 })
    await surroundings.load.make({ ...small, seconds: 3 })
    const alone = check(await surroundings.load.make(small))
    const [beside, ran] = await Promise.all([
      surroundings.load.make(small),
      secondLoad.make({ ...large, seconds: seconds + 0.5 }),
    ])
    return { perSecond, alone, beside: check(beside), large: check(ran) }
  } finally {
    secondLoad.stop()
    await router.stop()
  }
}

function check(report: LoadReport): LoadReport {
  if (report.wrong > 0)
    throw new Error(`${report.wrong} of ${report.requests} answers are wrong:\n${report.firstWrong}`)
  return report
}
