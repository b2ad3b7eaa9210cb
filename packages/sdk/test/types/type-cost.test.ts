// Budgets of what the types cost a compiler. An editor does this work at each keystroke.
import { expect, test } from 'vitest';
import { COMPILERS, githubCalls, instantiations, zodContract } from './type-cost.ts';

const PATIENCE = 300_000;

test.each(Object.entries(COMPILERS))(
  "with TypeScript %s, twenty calls on GitHub's paths cost at most 10,000 instantiations",
  async (version, compiler) => {
    const cost = await instantiations(`github-${version}`, githubCalls(), compiler);
    expect(cost).toBeGreaterThan(1_000);
    expect(cost).toBeLessThanOrEqual(10_000);
  },
  PATIENCE,
);

test.each(Object.entries(COMPILERS))(
  'with TypeScript %s, a contract of 200 operations with zod costs at most 170,000 instantiations',
  async (version, compiler) => {
    const cost = await instantiations(`zod-${version}`, zodContract(200), compiler);
    expect(cost).toBeGreaterThan(10_000);
    expect(cost).toBeLessThanOrEqual(170_000);
  },
  PATIENCE,
);
