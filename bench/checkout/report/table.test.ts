import { expect, it } from 'vitest'
import type { Figures } from './figures.ts'
import { renderTable } from './table.ts'

function figures(contender: string, checkoutsPerSecond: number, changes: Partial<Figures> = {}): Figures {
  return {
    contender,
    buyers: 8,
    checkoutsPerSecond,
    p50: 100,
    p99: 200,
    placedP50: 50,
    nodeMilliseconds: 10,
    databaseMilliseconds: 20,
    statements: 50,
    statementsAlone: 60,
    aloneMilliseconds: 30,
    repeats: 0,
    byDatabase: {},
    heldRate: 0.98,
    catchUp: { seconds: 0.4, latest: null },
    polled: null,
    ...changes,
  }
}

it('compares each of ours with the rival of the same run, and says whether the bars are met', () => {
  const text = renderTable([
    figures('standalone', 100),
    figures('distributed', 40, { statements: 61 }),
    figures('Vendure 1.2.3', 5, { repeats: 0.02 }),
  ])
  expect(text).toContain('| standalone | 8 | 100 | 20.0 |')
  expect(text).toContain("50 statements a checkout (bar: at most 60) ✓; 20.0 × Vendure 1.2.3's")
  expect(text).toContain('61 statements a checkout (bar: at most 60) ✗; 8.0 ×')
  expect(text).toContain('Vendure 1.2.3: 2.0 deadlocks in 100 checkouts')
})

it('says what the load left behind: a shop that only puts off its work does not meet the bar', () => {
  const latest = { what: 'orders: outbox', seconds: 19.2 }
  const text = renderTable([
    figures('standalone', 100),
    figures('distributed', 100, { catchUp: { seconds: 17.3, latest } }),
  ])
  expect(text).toContain(
    'standalone: nothing was late 0.4 s after the load (bar: at most 3) ✓; its last third at 98 % of the first.',
  )
  expect(text).toContain(
    'distributed: nothing was late 17.3 s after the load (bar: at most 3) ✗, most of all orders: outbox, by 19.2 s;',
  )
})

it('claims no ratio where the rival was not run', () => {
  const text = renderTable([figures('standalone', 100)])
  expect(text).toContain('| standalone | 8 | 100 | not run |')
  expect(text).not.toContain('per second (bar')
})
