import { expect, test } from 'vitest';
import { soakHealthy } from '../src/healthy.ts';
import { describeFailure } from '../src/verdicts/failure.ts';
import type { FaceName } from '../src/plan/faces.ts';

const FACES: readonly FaceName[] = ['default', 'got', 'dispatcher', 'agents'];

test.each(FACES)(
  '%s: every healthy call succeeds, over no more connections than there are callers',
  { timeout: 120_000 },
  async (face) => {
    const failures = await soakHealthy({ faces: [face], calls: 60, short: true });
    expect(failures.map(describeFailure)).toEqual([]);
  },
);
