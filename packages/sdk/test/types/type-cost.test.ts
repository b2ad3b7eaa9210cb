// Budgets of what the types cost a compiler. An editor does this work at each keystroke.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMPILERS, githubCalls, instantiations, zodContract } from './type-cost.ts';

const PATIENCE = 300_000;

/** The figures of docs/sdk.md: GitHub's paths and zod, each with the two compilers in their order. */
const DOCUMENTED = figuresOf(readFileSync(new URL('../../../../docs/sdk.md', import.meta.url), 'utf8'));

function figuresOf(text: string): { readonly github: readonly number[]; readonly zod: readonly number[] } {
  const [, ...figures] =
    /need ([\d,]+)\s+instantiations\s+with TypeScript 5\.9 and ([\d,]+) with TypeScript 7; .+ need ([\d,]+) and ([\d,]+)\./s.exec(
      text,
    ) ?? [];
  const numbers = figures.map((figure) => Number(figure.replaceAll(',', '')));
  return { github: numbers.slice(0, 2), zod: numbers.slice(2) };
}

/** What is documented, give or take a tenth. */
function expectDocumented(cost: number, figures: readonly number[], version: string): void {
  const documented = figures[Object.keys(COMPILERS).indexOf(version)]!;
  expect(Math.abs(cost / documented - 1), `${cost}, and docs/sdk.md has ${documented}`).toBeLessThan(0.1);
}

test.each(Object.entries(COMPILERS))(
  "with TypeScript %s, twenty calls on GitHub's paths cost at most 10,000 instantiations",
  async (version, compiler) => {
    const cost = await instantiations(`github-${version}`, githubCalls(), compiler);
    expect(cost).toBeGreaterThan(1_000);
    expect(cost).toBeLessThanOrEqual(10_000);
    expectDocumented(cost, DOCUMENTED.github, version);
  },
  PATIENCE,
);

test.each(Object.entries(COMPILERS))(
  'with TypeScript %s, a contract of 200 operations with zod costs at most 170,000 instantiations',
  async (version, compiler) => {
    const cost = await instantiations(`zod-${version}`, zodContract(200), compiler);
    expect(cost).toBeGreaterThan(10_000);
    expect(cost).toBeLessThanOrEqual(170_000);
    expectDocumented(cost, DOCUMENTED.zod, version);
  },
  PATIENCE,
);
