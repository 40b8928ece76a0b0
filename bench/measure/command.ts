/** How to start a process. `environment` comes on top of ours. */
export type Command = { command: string; args: string[]; cwd?: string; environment?: Record<string, string> }

/** For all contenders on Node: a larger young generation is good for whoever makes many objects that live as long as a request. */
export const NODE_FLAGS = ['--max-semi-space-size=64']
