import { expect, test } from 'vitest';
import { configurations } from '../src/plan/configurations.ts';
import { Content, ContentCheck, type ContentKind } from '../src/plan/content.ts';
import { faces } from '../src/plan/faces.ts';
import { faultsOf, planCall } from '../src/plan/plan-call.ts';
import { parsePath, pathOf, runOf } from '../src/plan/run.ts';

const key = { id: 0, seed: 1, face: 'default', configuration: 'defaults' } as const;

test('a call is determined by its run and its number', () => {
  const [one, other] = [runOf(key), runOf({ ...key, id: 7 })];
  for (let number = 0; number < 200; number++) expect(planCall(one, number)).toEqual(planCall(other, number));
  const seeds = [1, 2].map((seed) => planCall(runOf({ ...key, seed }), 5));
  expect(seeds[0]).not.toEqual(seeds[1]);
});

test('every configuration of every face has each of its faults', () => {
  for (const { name: face, configurations: names } of faces) {
    for (const configuration of names) {
      const run = runOf({ ...key, face, configuration });
      const left = new Set(faultsOf(run.face));
      for (let number = 0; number < 1_000; number++) left.delete(planCall(run, number).fault);
      expect([face, configuration, ...left]).toEqual([face, configuration]);
    }
  }
});

test('there are more than sixty faults and at least eight configurations', () => {
  expect(faultsOf(runOf(key).face).length).toBeGreaterThan(60);
  expect(configurations.length).toBeGreaterThanOrEqual(8);
});

test.each<ContentKind>(['up', 'down', 'bulk', 'blank'])(
  'a body of the kind %s is compared byte by byte',
  (kind) => {
    const content = new Content(kind, 12, 2_500_000);
    const bytes = content.slice();
    const check = (pieces: readonly Uint8Array[]): ContentCheck => {
      const checking = new ContentCheck(content);
      for (const piece of pieces) checking.take(piece);
      return checking;
    };
    expect(check([bytes.subarray(0, 7), bytes.subarray(7)])).toMatchObject({
      wrong: undefined,
      received: 2_500_000,
    });
    expect(check([bytes, Buffer.from('x')]).wrong).toBe('2500001 bytes of 2500000');
    const flipped = Buffer.from(bytes);
    flipped[2_400_000] = 0;
    expect(check([flipped]).wrong).toMatch(/^other bytes in the 2500000 from offset 0/);
  },
);

test('bodies of different calls differ, and so do uploads and responses', () => {
  const bodies = [new Content('up', 1, 64), new Content('down', 1, 64), new Content('up', 2, 64)];
  expect(new Set(bodies.map((content) => content.slice().toString())).size).toBe(3);
});

test('a path has the run, the call and the hop', () => {
  expect(parsePath(pathOf(3, 14, 1))).toEqual({ run: 3, number: 14, hop: 1 });
  expect(parsePath('/favicon.ico')).toBeUndefined();
});
