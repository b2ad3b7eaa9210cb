import diagnostics_channel from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BreakerMessage } from '../src/index.ts';
import { KEY, Rig } from './support/rig.ts';

const seen: BreakerMessage[] = [];
const listen = (message: unknown): void => void seen.push(message as BreakerMessage);

beforeEach(() => {
  seen.length = 0;
  diagnostics_channel.subscribe('sluice:breaker', listen);
});
afterEach(() => void diagnostics_channel.unsubscribe('sluice:breaker', listen));

test('publishes every change on the channel `sluice:breaker`', async () => {
  const rig = new Rig({ consecutive: 2 });
  rig.transport.on('/x').sequence(500, 500, 500, 200);
  await rig.calls('/x', 3);
  await rig.clock.advance(5_000);
  await rig.call('/x');
  await rig.clock.advance(10_000);
  await rig.calls('/x', 2);
  const told = seen.map(
    ({ event, state, failures, retryAfter }) => `${event}: ${state}, ${failures} failures, ${retryAfter} ms`,
  );
  expect(told).toEqual([
    'opened: open, 2 failures, 5000 ms',
    'refused: open, 2 failures, 5000 ms',
    'probe: half-open, 2 failures, 5000 ms',
    'opened: open, 3 failures, 10000 ms',
    'probe: half-open, 3 failures, 5000 ms',
    'closed: closed, 0 failures, 0 ms',
  ]);
  expect(seen.every(({ key }) => key === KEY)).toBe(true);
});
