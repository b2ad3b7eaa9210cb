import { expect, test } from 'vitest';
import { soakHostile } from '../src/hostile.ts';
import { describeFailure } from '../src/verdicts/failure.ts';
import type { FaceName } from '../src/plan/faces.ts';

// Each face has a process of its own for its client and another for the origin.
const FACES: readonly FaceName[] = ['default', 'got', 'dispatcher', 'agents'];

test.each(FACES)(
  '%s: no fault leads to a wrong body, a stuck call, a duplicate or a leak',
  { timeout: 120_000 },
  async (face) => {
    const failures = await soakHostile({ seeds: [1], faces: [face], calls: 360 });
    expect(failures.map(describeFailure)).toEqual([]);
  },
);

test(
  'got: bytes after a complete response do not fail the reader of its body',
  { timeout: 60_000 },
  async () => {
    const failures = await soakHostile({
      seeds: [1],
      faces: ['got'],
      configurations: ['streaming'],
      fault: 'http1/garbage-after-answer',
      calls: 200,
    });
    expect(failures.map(describeFailure)).toEqual([]);
  },
);
