/** How to start a process. `environment` comes on top of ours. */
export type Command = { command: string; args: string[]; cwd?: string; environment?: Record<string, string> }
