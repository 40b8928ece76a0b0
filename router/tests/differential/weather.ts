import { hash } from './random.ts'

/** What goes wrong in the subgraphs while one operation runs. */
export type Weather = {
  /** One operation's run through one router. */
  run: string
  /** The subgraph that cannot be asked. */
  down: string | null
  fateOf(what: 'reference' | 'field', place: string): 'luck' | 'null' | 'error'
}

/** Calm: nothing. Missing: subgraphs do not know some entities. Storm: that, nulls and errors anywhere. */
export type Season = 'calm' | 'missing' | 'storm'
export type Forecast = { season: Season; seed: number; down: string | null }

/** The header in which a forecast reaches the subgraphs, through the router: it passes this one on. */
const HEADER = 'accept-language'

export function headersOf({ season, seed, down }: Forecast, run: string): Record<string, string> {
  return { [HEADER]: [season, seed, down ?? '-', run].join(' ') }
}

export function readWeather(headers: Record<string, string | undefined>): Weather {
  const [season = 'calm', seed = '0', down = '-', run = ''] = (headers[HEADER] ?? '').split(' ')
  return {
    run,
    down: down === '-' ? null : down,
    fateOf(what, place) {
      if (season === 'calm' || (season === 'missing' && what === 'field')) return 'luck'
      const lot = hash(`${seed} ${what} ${place}`) % (what === 'reference' ? 10 : 25)
      if (lot === 0) return 'null'
      return lot === 1 && season === 'storm' ? 'error' : 'luck'
    },
  }
}
