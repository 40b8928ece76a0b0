import { defineConfig } from 'vitest/config'

const root = import.meta.dirname
const exclude = ['**/node_modules/**', '**/generated/**', '.data/**']
const loads = ['contention', 'crash', 'live', 'price-change'].map((scenario) => `e2e/${scenario}/*.test.ts`)
const rules = ['**/src/**/*.test.ts']
// A busy machine is slow; Vitest's own second is too short for it.
const expectation = { poll: { timeout: 20_000 } }
// Files run one after the other in few processes: to load and to warm up everything again for each was two fifths of all the
// work. What a test needs is made for it and stopped after it, and modules keep no state (scripts/tests/module-state.test.ts).
const isolate = false
// As Node resolves: Vite would prefer graphql's "module" entry, and Apollo's packages require its "main" one. Two copies
// of graphql do not know each other's types.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

export default defineConfig({
  test: {
    // On the root and not inherited by the projects: one PostgreSQL server for the whole run, not one per project.
    globalSetup: ['@shop/testkit/global-setup'],
    // By default one core is left to others; on the two of CI that is half of them.
    maxWorkers: '100%',
    projects: [
      {
        root,
        resolve,
        test: {
          name: 'rules',
          include: rules,
          exclude,
          isolate,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        resolve,
        test: {
          name: 'parts',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...rules, 'e2e/**'],
          isolate,
          expect: expectation,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        resolve,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: [...exclude, ...loads],
          expect: expectation,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        root,
        resolve,
        test: {
          name: 'loads',
          include: loads,
          exclude,
          expect: expectation,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // They keep every core busy or watch the clock: side by side they would starve.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
