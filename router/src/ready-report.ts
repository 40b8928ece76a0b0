/** Whether the router can serve everything: the reason per subgraph (null: it can), and the names of those that cannot. */
export type ReadyReport = { ready: boolean; down: string[]; subgraphs: Record<string, string | null> }
