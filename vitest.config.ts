import { defineConfig } from 'vitest/config';

// Packages of the workspace resolve to their sources, so that tests never run a stale build.
const conditions = ['@sluice/source', 'node', 'development|production'];

/**
 * Packages without sockets or processes. Their tests share workers, since a worker takes longer to start than most
 * tests run.
 */
const shared = ['breaker', 'core', 'gate', 'pool', 'retry', 'watchdog'];

/**
 * Tests that measure the whole process (heap, collected objects, timers, counted steps) or the system clock each need
 * their own process.
 */
const ownProcess = [
  'packages/core/test/time/alarm-timers.test.ts',
  'packages/core/test/time/late-timers.test.ts',
  'packages/core/test/time/steady-clock.test.ts',
  'packages/got/test/transport/late-limits.test.ts',
  'packages/pool/test/waiting/cancel-steps.test.ts',
  'packages/pool/test/connections/many.test.ts',
  'packages/undici/test/connection/idle-edge.test.ts',
  'packages/watchdog/test/cancel.test.ts',
  'packages/watchdog/test/collected.test.ts',
];

/**
 * Replaces the system clock by one that stops while the process is suspended, so that a busy machine expires no
 * timeouts.
 */
const steadyTime = 'packages/core/test/support/steady-time.ts';

/** The folder of another copy of undici for the sources to import (scripts/nodes.ts). */
const copy = process.env['SLUICE_TEST_UNDICI'];
const alias = copy === undefined ? [] : [{ find: /^undici(?=\/|$)/, replacement: copy }];

export default defineConfig({
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    execArgv: ['--expose-gc'],
    maxWorkers: 2,
    // Far above the time of any test on an idle machine, and below a minute, the shortest wait that fails a test on
    // purpose.
    testTimeout: 40_000,
    hookTimeout: 40_000,
    restoreMocks: true,
    // Polled conditions hold almost at once, unless the machine is overloaded.
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
            `packages/!(${[...shared, 'interop'].join('|')})/test/**/*.test.ts`,
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
        // What relies on undici, with the oldest undici that the declared range allows. The others run with the newest,
        // which the lock file has.
        extends: true,
        resolve: { conditions, alias: { undici: 'undici-oldest' } },
        test: {
          name: 'oldest undici',
          include: ['packages/undici/test/{attempt,dispatcher,undici-internals}/**/*.test.ts'],
          setupFiles: [steadyTime],
        },
      },
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
