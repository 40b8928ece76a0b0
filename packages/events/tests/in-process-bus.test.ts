import { createInProcessBus } from '@shop/events/in-process-bus'
import { describeBatches } from './batch-contract.ts'
import { type BusWorld, describeBusContract } from './bus-contract.ts'
import { log } from './numbered.ts'

async function createWorld(): Promise<BusWorld> {
  let bus: ReturnType<typeof createInProcessBus> | undefined
  return { connect: (options) => (bus ??= createInProcessBus({ log, ...options })), latencyMs: 50 }
}

describeBusContract('in-process bus', createWorld)
describeBatches('in-process bus', createWorld)
