import type { z } from 'zod'
import type { Logger } from 'pino'
import type { InvalidationSource } from '../cache/invalidation.ts'
import type { DecideOverride } from '../engine/override-labels.ts'
import type { HttpRoute } from '../http/routes.ts'
import type { headerRules } from '../plugins/header-rules.ts'
import type { PlacedPlugin } from '../plugins/place-plugins.ts'
import type { AskPolicies } from '../plugins/use-authorization.ts'
import type { VerifyToken } from '../request-context.ts'
import type { RouterSettings } from '../settings.ts'
import type { SettingName, SettingValues } from '../settings/table.ts'
import type { TokenIssuer } from '../tokens/token-issuers.ts'

/** How code spells a setting: numbers, true and false, words and lists as such, everything else as its text. */
type Spelled<Value> = Value extends boolean | number | string
  ? Value
  : Value extends readonly string[]
    ? readonly string[]
    : string

type Settings = { [Name in SettingName]?: Spelled<NonNullable<SettingValues[Name]>> | undefined }

/** What only code can say. */
export type RouterCode = {
  /** Decides about `@policy`; without it no policy holds. */
  policies?: AskPolicies
  /** Whose access tokens are accepted, instead of those of the settings. */
  tokens?: readonly TokenIssuer[]
  /** Checks access tokens instead of key sets. */
  verifyToken?: VerifyToken
  /** Decides about labels of `@override` that are no percentages. */
  overrideLabels?: DecideOverride
  /** Where changes are heard of that no mutation through this router makes; undefined when there is nowhere. */
  invalidations?: (settings: RouterSettings, log: Logger) => InvalidationSource | undefined
  /** Policies of one's own, each with its place among those of the router. */
  plugins?: readonly PlacedPlugin[]
  /** Served besides /graphql. */
  routes?: readonly HttpRoute[]
}

/** What `router.config.ts` may say: every setting by its name, and what only code can. */
export type RouterConfig = Omit<Settings, 'headerRules'> &
  RouterCode & {
    /** File or URL. */
    supergraph?: string | URL
    /** Addresses of subgraphs, by their names in the supergraph; several are separated by commas. */
    subgraphUrls?: Readonly<Record<string, string>>
    /** How long these subgraphs may take for one fetch, in milliseconds. */
    subgraphTimeouts?: Readonly<Record<string, number>>
    headerRules?: z.input<typeof headerRules>
  }

/** Gives the configuration back; its types tell an editor what there is. */
export function defineRouterConfig(config: RouterConfig): RouterConfig {
  return config
}
