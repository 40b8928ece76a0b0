/** What the messages of a run cost the contender. */
export type Cost = {
  /** Of CPU time, with the garbage collection and the kernel's part. */
  microsecondsPerMessage: number
  messagesPerCpuSecond: number
  /** The whole of the CPU time over that of the run: what it needs of a core. */
  coreShare: number
}

/** Throws when the run was too short to say anything: changes go round the orders, and few subscribers follow few of them. */
export function costOf(run: { messages: number; cpuSeconds: number; seconds: number; connected: number }): Cost {
  const { messages, cpuSeconds, seconds, connected } = run
  if (messages === 0)
    throw new Error(
      `no change reached any of ${connected} subscribers in ${seconds} s: the run is too short (--seconds), or changes too many orders (--orders)`,
    )
  // The kernel counts in hundredths of a second.
  if (cpuSeconds === 0)
    throw new Error(
      `${messages} messages in ${seconds} s cost too little to be measured: the run is too short (--seconds)`,
    )
  return {
    microsecondsPerMessage: (cpuSeconds * 1e6) / messages,
    messagesPerCpuSecond: messages / cpuSeconds,
    coreShare: cpuSeconds / seconds,
  }
}
