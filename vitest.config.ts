import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources, so tests never see a stale build.
const conditions = ['@sluice/source', 'node', 'development|production'];

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
          name: 'all',
          include: [
            'packages/*/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'docs/test/**/*.test.ts',
            'scripts/test/**/*.test.ts',
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
