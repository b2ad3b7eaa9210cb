import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests never see a stale build.
const conditions = ['@sluice/source', 'node', 'development|production'];

/** Packages without sockets or processes: their tests share workers, since starting one takes longer than most tests. */
const shared = ['breaker', 'core', 'gate', 'pool', 'retry', 'watchdog'];

/**
 * What looks at its process as a whole (heap, collected objects, timers, counted steps) needs one of its own, and so
 * does what is about the clock of the machine.
 */
const ownProcess = [
  'packages/core/test/time/alarm-timers.test.ts',
  'packages/core/test/time/late-timers.test.ts',
  'packages/core/test/time/steady-clock.test.ts',
  'packages/got/test/late-limits.test.ts',
  'packages/pool/test/waiting/cancel-steps.test.ts',
  'packages/pool/test/connections/many.test.ts',
  'packages/undici/test/idle-edge.test.ts',
  'packages/watchdog/test/cancel.test.ts',
  'packages/watchdog/test/collected.test.ts',
];

/** A process that stands still, on a busy machine, does not use up the limits of the calls it makes. */
const steadyTime = 'packages/core/test/support/steady-time.ts';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    execArgv: ['--expose-gc'],
    maxWorkers: 2,
    // Far above what any takes on a quiet machine, and below the waits of a minute that nobody may sit out.
    testTimeout: 40_000,
    hookTimeout: 40_000,
    restoreMocks: true,
    // What is waited for comes at once, unless the machine stands still.
    expect: { poll: { timeout: 15_000, interval: 5 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: [`packages/{${shared.join(',')}}/test/**/*.test.ts`],
          exclude: ownProcess,
          isolate: false,
          setupFiles: [steadyTime],
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
          ],
          exclude: ownProcess,
          setupFiles: [steadyTime],
        },
      },
      { extends: true, test: { name: 'process', include: ownProcess } },
      {
        // The tests of the client once more, with every call carried by got.
        extends: true,
        test: {
          name: 'got',
          include: ['packages/sluice/test/**/*.test.ts'],
          setupFiles: [steadyTime, 'packages/got/test/carrier.ts'],
        },
      },
    ],
  },
});
