// The one document that every output is made from: the terminal's table, JSON, and whatever else reads it. It is plain
// data, equal to what JSON.parse gives back of `--format json`. Fields are only ever added while `version` is 1.

/** How bad a change is for those who use the schema as it was. */
export type Severity = 'breaking' | 'dangerous' | 'safe'

/** The worst first. */
export const RANK: Readonly<Record<Severity, number>> = { breaking: 0, dangerous: 1, safe: 2 }

/** Which side of the change a file or a failure belongs to. */
export type Side = 'base' | 'head'

/** A place in an SDL. `file` is relative to the folder that the check runs in, or an URL; line and column count from 1. */
export type Place = { side: Side; subgraph: string; file: string; line: number; column: number }

/**
 * The whole result. `status` is what the exit code says: `ok` is 0, `breaking` is 1. A check that itself failed (2) has no
 * result, but a `CheckFailure`.
 */
export type CheckResult = {
  version: 1
  tool: { name: string; version: string }
  /** When the check ran (RFC 3339): expiry of approvals is judged by it. */
  checkedAt: string
  durationMs: number
  status: 'ok' | 'breaking'
  /** Why `status` is not `ok`, one sentence each; empty when it is. */
  reasons: string[]
  base: SideSummary
  head: SideSummary
  /** Why the head does not compose; then nothing was compared, and `findings` is empty. */
  compositionErrors: CompositionProblem[]
  /** What composition remarks about the head, and did not about the base. */
  compositionHints: CompositionProblem[]
  /** Breaking first, then dangerous, then safe; within that by coordinate. */
  findings: Finding[]
  evidence: EvidenceSummary
  planRegressions: PlanRegression[]
  /** Plans that were not made, because there were more operations than the limit. */
  plansSkipped: number
  deployOrder: DeployOrder
  approvals: { expired: Approval[]; unmatched: Approval[] }
  /** Problems of style in the SDL. Empty when nothing lints. */
  lint: LintProblem[]
  /** What a reader should know and that fails nothing: what could not be compared, and why. */
  notes: string[]
}

/** What one side was. `label` is for people (`main (a1b2c3d)`, `working tree`), `commit` the full hash if there is one. */
export type SideSummary = {
  kind: 'git' | 'supergraph file' | 'working tree' | 'none'
  label: string
  commit: string | null
  subgraphs: { name: string; url: string | null; file: string | null; changed: boolean }[]
}

/** Why one side does not compose, with the lines of the SDLs that are at fault as far as Apollo's library names them. */
export type CompositionProblem = {
  /** Of Apollo's catalogue, such as FIELD_TYPE_MISMATCH, or GRAPHQL_ERROR. */
  code: string
  message: string
  /** The contract that does not compose; null for the whole supergraph. */
  contract: string | null
  places: Place[]
  /** What to do about it, where we know something to say. */
  hint: string | null
}

/** One change, of the API or of how the subgraphs make it. */
export type Finding = {
  /** Stable over runs: `FIELD_REMOVED:Order.total#4f2a91c0`. Approvals name it. */
  id: string
  /** SCREAMING_SNAKE_CASE; packages/schema-check/README.md lists them. */
  code: string
  severity: Severity
  category: 'api' | 'federation' | 'authorization' | 'cost'
  /** A schema coordinate: `Order`, `Order.total`, `Query.order(id:)`, `Status.PAID`, `@defer`; or `subgraph:orders`. */
  coordinate: string
  message: string
  /** Why that is so bad, if the message does not say it. */
  reason: string | null
  /** Where it shows: `main` is the whole API, the others are names of contracts. */
  variants: string[]
  /** What changed in the SDLs to cause it, at most one for each subgraph; the head's place comes first if there is one. */
  causes: Cause[]
  usage: Usage
  proof: Proof | null
  /** Why a breaking finding has no proof, in a sentence; null when it has one, or breaks nothing. */
  unproven: string | null
  /** Whether it makes the check fail, and why it does not. */
  verdict: 'fails' | 'passes'
  /** Set when a breaking finding passes. */
  passesBecause: 'approved' | 'unused' | null
  approval: Approval | null
}

/** `head` and `base` are where the definition (or what encloses it) stands on each side. */
export type Cause = { subgraph: string; head: Place | null; base: Place | null }

/**
 * Who asks for what the finding is about. `unused` needs a recording: without one the absence of an operation proves
 * nothing, and the status is `unknown`.
 */
export type Usage = {
  status: 'used' | 'unused' | 'unknown' | 'not applicable'
  /** Of recorded traffic. */
  requests: number
  /** The most asked first, at most 20; `total` counts all. */
  operations: OperationEvidence[]
  total: number
}

/** An operation that uses what changed. */
export type OperationEvidence = {
  /** SHA-256 of the normalized document: the signature. */
  signature: string
  name: string | null
  /** `certain`: fails for every request of it. `possible`: depends on variables or data that nobody recorded. */
  certainty: 'certain' | 'possible'
  clients: ClientUse[]
  /** `file:line` where it is registered. */
  file: string | null
}

/** Who asks an operation: a client in one version, and how often it was seen. `requests` is 0 for what is only registered. */
export type ClientUse = {
  name: string
  version: string | null
  /** `registered` operations are files in the repository; `recorded` ones were asked of a router. */
  origin: 'registered' | 'recorded'
  requests: number
  lastSeen: string | null
}

/** An operation that runs on the base and fails on the head, and what happened when the check replayed it on both. */
export type Proof = {
  /** `client`: one that clients ask, as they ask it. `generated`: the smallest one that shows it. */
  source: 'client' | 'generated'
  operationName: string | null
  document: string
  /** Made up from recorded shapes and types. */
  variables: Record<string, unknown>
  /**
   * What shows it: the head's validation refuses the document; the head refuses the variables; the head's answer has what
   * the base's schema rules out; the head asks more of the viewer; the head does something else by itself (a default).
   */
  shownBy: 'validation' | 'variables' | 'answer' | 'authorization' | 'defaults'
  /** What the replay saw, in words. The base's is without error by construction. */
  onBase: string
  onHead: string[]
}

/** The operations that the check held the change against: how many, whose, and of which time. */
export type EvidenceSummary = {
  registered: number
  recorded: number
  /** Of all recorded operations, for the clients and time of the recording. */
  requests: number
  firstSeen: string | null
  lastSeen: string | null
  clients: { name: string; versions: string[]; requests: number }[]
  /** Operations that use what changed and that the base already refuses; they prove nothing. */
  invalidOnBase: { signature: string; name: string | null; file: string | null; message: string }[]
  /** How many of them use something that changed; the others are equal on both sides. */
  touched: number
}

/** An operation whose plan costs another number of fetches or hops on the head. */
export type PlanRegression = {
  signature: string
  name: string | null
  clients: ClientUse[]
  base: PlanSummary
  head: PlanSummary
  /** Plans that became cheaper are told too. */
  kind: 'worse' | 'better' | 'unplannable'
}

/** `fetches` counts calls of subgraphs, `hops` how many of them come one after another. `text` is the plan for people. */
export type PlanSummary = { fetches: number; hops: number; subgraphs: string[]; text: string }

/**
 * Routers and subgraphs are never replaced at the same moment. `safeOrders` has each order in which nothing fails meanwhile;
 * when it is empty the change must be made in two steps.
 */
export type DeployOrder = {
  safeOrders: ('subgraphs first' | 'router first')[]
  /** What goes wrong meanwhile. */
  problems: DeployProblem[]
  /** What to do, in a sentence. */
  advice: string
}

/** What a router on one side would ask of a subgraph on the other, which does not serve it. */
export type DeployProblem = {
  order: 'subgraphs first' | 'router first'
  subgraph: string
  /** What the router would ask of the subgraph that it does not serve (yet, or any more). */
  coordinate: string
  message: string
  /** It is new in the API: nobody asks for it unless a client is released before. Such problems do not make an order unsafe. */
  onlyIfAsked: boolean
}

/** One entry of the approvals file. `expires` is a date (YYYY-MM-DD), the last day that it counts. */
export type Approval = { finding: string; reason: string; author: string; expires: string }

/** What a lint rule says of a place in an SDL. */
export type LintProblem = {
  rule: string
  severity: 'error' | 'warning'
  message: string
  coordinate: string | null
  place: Place
}

/** Everything that a format may use: the result, and the supergraphs that it is about (null: none, or it does not compose). */
export type CheckOutcome = { result: CheckResult; supergraphs: { base: string | null; head: string | null } }

/** Turns an outcome into text. */
export type Format = (outcome: CheckOutcome, settings: { color: boolean; verbose: boolean }) => string
