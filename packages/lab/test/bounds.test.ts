import { createFaultOrigin } from '@sluice/fixtures';
import { describe, expect, it } from 'vitest';
import { runLab } from '../src/lab.ts';
import { silent } from '../src/progress.ts';
import type { Scenario } from '../src/scenarios/scenario.ts';

/** Two comparisons at once, against a server that never answers. */
const endless: Scenario = {
  name: 'endless',
  title: 'A server that never answers',
  about: '',
  code: { plain: '', sluice: '' },
  columns: ['time'],
  bars: [],
  overTls: 'never',
  steps: 2,
  async run({ compare }) {
    const rows = ['one', 'another'].map((label) =>
      compare({
        label,
        plain: { kind: 'fetch' },
        sluice: { kind: 'sluice' },
        calls: 1,
        limit: 60_000,
        settle: 0,
        async origin() {
          const origin = await createFaultOrigin();
          origin.on('/').fault({ do: 'stall', at: 'head' });
          return origin;
        },
        work: (origin) => ({
          kind: 'calls',
          input: { urls: [origin.url('/')], calls: 1, inFlight: 1, read: 'all', end: true },
        }),
        judge: () => ({ pass: true, because: '' }),
      }),
    );
    return { groups: [{ title: '', rows: await Promise.all(rows) }], finding: '' };
  },
};

describe('the time limit of the lab', { timeout: 30_000 }, () => {
  it('ends a client that is still working, and reports the scenario as not tried instead of failed', async () => {
    const result = await runLab([endless, endless], {
      scale: 1,
      transport: undefined,
      progress: silent,
      bounds: { begin: 500, end: 800 },
    });
    expect(result).toMatchObject({ passed: 0, failed: 0, notTried: 2 });
    expect(result.scenarios.map(({ finding }) => finding)).toEqual([
      'Not tried: no time left.',
      'Not tried: no time left.',
    ]);
  });
});
