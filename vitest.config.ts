import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests never see a stale build.
const conditions = ['@sluice/source', 'node', 'development|production'];

/** Packages without sockets or processes: their tests share workers, since starting one takes longer than most tests. */
const shared = ['breaker', 'core', 'gate', 'pool', 'retry', 'watchdog'];

/** What looks at its process as a whole (heap, collected objects, timers, counted steps) needs one of its own. */
const ownProcess = [
  'packages/core/test/alarm-timers.test.ts',
  'packages/pool/test/cancel-steps.test.ts',
  'packages/pool/test/many.test.ts',
  'packages/watchdog/test/cancel.test.ts',
  'packages/watchdog/test/collected.test.ts',
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    execArgv: ['--expose-gc'],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: [`packages/{${shared.join(',')}}/test/**/*.test.ts`],
          exclude: ownProcess,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'own',
          include: [
            `packages/!(${shared.join('|')})/test/**/*.test.ts`,
            'examples/*/test/**/*.test.ts',
            'docs/test/**/*.test.ts',
            'scripts/test/**/*.test.ts',
            ...ownProcess,
          ],
        },
      },
      {
        // The tests of the client once more, with every call carried by got.
        extends: true,
        test: {
          name: 'got',
          include: ['packages/sluice/test/**/*.test.ts'],
          setupFiles: ['packages/got/test/carrier.ts'],
        },
      },
    ],
  },
});
