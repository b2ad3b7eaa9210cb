import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FailureRatio } from '../src/failure-ratio.ts';
import { Rig } from './support/rig.ts';

test('opens by the share of failures, after the minimum of exchanges', async () => {
  const rig = new Rig({ ratio: { share: 0.5, minimum: 10, window: 1_000 } });
  rig.transport.on('/up').reply(200);
  rig.transport.on('/down').reply(500);
  await rig.calls('/up', 4);
  await rig.calls('/down', 5);
  expect(rig.circuit()).toMatchObject({ state: 'closed', failures: 5 });
  await rig.call('/down');
  expect(rig.circuit()?.state).toBe('open');
});

test('outcomes older than the window do not count', async () => {
  const rig = new Rig({ ratio: { share: 0.5, minimum: 10, window: 1_000 } });
  rig.transport.on('/up').reply(200);
  rig.transport.on('/down').reply(500);
  await rig.calls('/down', 9);
  await rig.clock.advance(1_000);
  await rig.calls('/up', 6);
  await rig.calls('/down', 5);
  expect(rig.circuit()?.state).toBe('closed');
  await rig.call('/down');
  expect(rig.circuit()?.state).toBe('open');
});

test('the ratio starts again when the circuit has closed', async () => {
  const rig = new Rig({ ratio: { share: 0.5, minimum: 2, window: 60_000 }, openFor: 10 });
  rig.transport.on('/down').reply(500);
  rig.transport.on('/up').reply(200);
  await rig.calls('/down', 2);
  await rig.clock.advance(10);
  await rig.call('/up');
  expect(rig.circuit()?.state).toBe('closed');
  await rig.call('/down');
  expect(rig.circuit()?.state).toBe('closed');
});

test.each([
  [0.07, 100, 7],
  [0.14, 50, 7],
  [0.57, 100, 57],
  [1, 3, 3],
])('a share of %d of %i exchanges takes %i failures, not fewer', (share, all, needed) => {
  const ratio = new FailureRatio({ share, minimum: all, window: 1_000 });
  for (let count = 1; count <= all; count++) ratio.add(0, count < needed);
  expect(ratio.exceeded(0)).toBe(false);
  ratio.clear();
  for (let count = 1; count <= all; count++) ratio.add(0, count <= needed);
  expect(ratio.exceeded(0)).toBe(true);
});

test('both rules can be combined', async () => {
  const rig = new Rig({ consecutive: 2, ratio: { share: 0.5, minimum: 10 } });
  rig.transport.on('/down').reply(500);
  await rig.calls('/down', 2);
  expect(rig.circuit()?.state).toBe('open');
});

test('the counts cover the last nine to ten tenths of the window', () => {
  const step = fc.record({ after: fc.integer({ min: 0, max: 400 }), failed: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 0, max: 5_000 }),
      (steps, from) => {
        const ratio = new FailureRatio({ share: 0.3, minimum: 5, window: 1_000 });
        const seen: { at: number; failed: boolean }[] = [];
        let now = from;
        for (const { after, failed } of steps) {
          now += after;
          seen.push({ at: now, failed });
          ratio.add(now, failed);
          const begin = (Math.floor(now / 100) - 9) * 100;
          const inside = seen.filter(({ at }) => at >= begin);
          const failures = inside.filter((one) => one.failed).length;
          expect(ratio.exceeded(now)).toBe(inside.length >= 5 && failures / inside.length >= 0.3);
        }
      },
    ),
  );
});
