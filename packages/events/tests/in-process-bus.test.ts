import { createInProcessBus } from '@shop/events/in-process-bus'
import { describeBusContract } from './bus-contract.ts'
import { log } from './numbered.ts'

describeBusContract('in-process bus', async () => {
  let bus: ReturnType<typeof createInProcessBus> | undefined
  return { connect: (retry) => (bus ??= createInProcessBus({ log, ...retry })), latencyMs: 10 }
})
