// `pnpm test:interop`: the tests of this package, which `npm test` leaves out.
import { defineConfig } from 'vitest/config';

const conditions = ['@sluice/source', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    maxConcurrency: 16,
  },
});
