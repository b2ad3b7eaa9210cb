import { NetworkError, TimeoutError } from '@sluice/core';
import { attemptTimeout } from '@sluice/watchdog';
import { expect, test } from 'vitest';
import { gate, type AdaptiveLimit, type LatencyWindow } from '../../src/index.ts';
import { expectIdle, failure, rig, settle, type Rig } from '../support/rig.ts';

/** An algorithm that records its windows and whose limit the test sets. */
function scripted() {
  const windows: LatencyWindow[] = [];
  const state = { limit: 2, started: 0, ceiling: 0 };
  const adaptive: AdaptiveLimit = {
    window: 100,
    start(ceiling) {
      state.started++;
      state.ceiling = ceiling;
      return {
        get limit() {
          return state.limit;
        },
        learn: (window) => void windows.push(window),
      };
    },
  };
  return { adaptive, windows, state };
}

function throwIt(message: string): never {
  throw new Error(message);
}

function call({ client }: Rig, host = 'a.test'): Promise<unknown> {
  return failure(client.get(`http://${host}/`, { throwHttpErrors: false }).text());
}

async function answerAll({ transport, clock }: Rig, status: number, after: number): Promise<void> {
  await settle();
  await clock.advance(after);
  for (const exchange of transport.open) exchange.answer(status);
  await settle();
}

test('the limit follows the algorithm, as a whole number from 1 to maxPerHost', async () => {
  const { adaptive, state } = scripted();
  const made = rig({ adaptive, maxPerHost: 5 });
  const calls = Array.from({ length: 20 }, () => call(made));
  for (const [limit, expected] of [
    [2, 2],
    [3.9, 3],
    [100, 5],
    [0.2, 1],
    [Number.NaN, 1],
    [-Infinity, 1],
    [4, 4],
  ] as const) {
    state.limit = limit;
    for (const exchange of made.transport.open) exchange.complete();
    await settle();
    expect(made.stats().keys['http://a.test']?.limit).toBe(expected);
    expect(made.transport.open.size).toBe(expected);
  }
  made.transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  made.transport.completeAll();
  await Promise.all(calls);
  expect(state).toMatchObject({ started: 1, ceiling: 5 });
  expectIdle(made);
});

test('a window has the latency up to the headers, the most slots in use, and whether the server was overloaded', async () => {
  const { adaptive, windows, state } = scripted();
  state.limit = 10;
  const made = rig({ adaptive });
  const calls = Array.from({ length: 6 }, () => call(made));
  await answerAll(made, 200, 10);
  calls.push(...Array.from({ length: 4 }, () => call(made)));
  // Only the headers count, not the later end of the body: 6 exchanges with 10 ms, 4 with 90 ms.
  await answerAll(made, 404, 90);
  made.transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  for (const exchange of made.transport.open) exchange.finish();
  expect(windows).toEqual([{ mean: 42, longest: 90, inUse: 10, dropped: false }]);
  await Promise.all(calls);
});

test.each([429, 503])('a %i counts as a drop and not as a latency', async (status) => {
  const { adaptive, windows } = scripted();
  const made = rig({ adaptive });
  const calls = [call(made)];
  await answerAll(made, status, 100);
  for (const exchange of made.transport.open) exchange.finish();
  expect(windows).toEqual([{ mean: undefined, longest: 0, inUse: 1, dropped: true }]);
  await Promise.all(calls);
});

test.each([
  ['connect', true],
  ['responseHeader', true],
  ['attempt', true],
  ['queue', false],
  ['total', false],
] as const)('a timeout of the phase %s counts as a drop: %s', async (phase, dropped) => {
  const { adaptive, windows } = scripted();
  const made = rig({ adaptive });
  const pending = call(made);
  await settle();
  await made.clock.advance(100);
  for (const exchange of made.transport.open) exchange.fail(new TimeoutError(phase, 100));
  await pending;
  expect(windows.map((window) => window.dropped)).toEqual(dropped ? [true] : []);
});

test('a broken connection and a 500 are not measured', async () => {
  const { adaptive, windows } = scripted();
  const made = rig({ adaptive });
  const pending = [call(made)];
  await answerAll(made, 500, 200);
  for (const exchange of made.transport.open) exchange.finish();
  pending.push(call(made));
  await settle();
  const error = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'gone', { phase: 'response' });
  for (const exchange of made.transport.open) exchange.fail(error);
  await Promise.all(pending);
  expect(windows).toEqual([]);
});

test('a detached exchange counts as a drop, however it is answered', async () => {
  const { adaptive, windows } = scripted();
  const made = rig({ adaptive }, attemptTimeout({ attempt: 50, policy: 'detach' }));
  const pending = call(made);
  await settle();
  await made.clock.advance(50);
  await pending;
  expect(made.stats().running).toBe(1);
  await answerAll(made, 200, 100);
  expect(windows).toEqual([]);
  for (const exchange of made.transport.open) exchange.finish();
  expect(windows).toEqual([{ mean: undefined, longest: 0, inUse: 1, dropped: true }]);
  expectIdle(made);
});

test('an algorithm that throws loses no slot and no exchange, and the error surfaces as uncaught', async () => {
  const { adaptive } = scripted();
  const throwing: AdaptiveLimit = {
    ...adaptive,
    start: (ceiling) => ({ ...adaptive.start(ceiling), limit: 1, learn: () => throwIt('cannot learn') }),
  };
  const made = rig({ adaptive: throwing });
  const thrown: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => thrown.push(error));
  try {
    const calls = [call(made), call(made)];
    await answerAll(made, 503, 100);
    for (const exchange of made.transport.open) exchange.finish();
    await settle();
    for (const exchange of made.transport.open) exchange.fail(new TimeoutError('attempt', 1));
    await made.clock.advance(100);
    await Promise.all(calls);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
  expect(thrown).toMatchObject([{ message: 'cannot learn' }]);
  expectIdle(made);
});

test('the adaptive limits of 1,000 idle hosts are kept', async () => {
  const { adaptive, state } = scripted();
  const made = rig({ adaptive });
  made.transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  for (let round = 0; round < 2; round++) {
    await Promise.all(Array.from({ length: 1_000 }, (_, host) => call(made, `h${host}`)));
  }
  expect(state.started).toBe(1_000);
  await call(made, 'one-more');
  await call(made, 'h999');
  expect(state.started).toBe(1_001);
  await call(made, 'h0');
  expect(state.started).toBe(1_002);
  expectIdle(made);
});

test('a key can opt out of the adaptive limit', async () => {
  const { adaptive, state } = scripted();
  const made = rig({ adaptive, limits: { 'http://b.*': { adaptive: false, maxPerHost: 7 } } });
  const pending = [call(made, 'a.test'), call(made, 'b.test')];
  await settle();
  expect(made.stats().keys).toMatchObject({ 'http://a.test': { limit: 2 }, 'http://b.test': { limit: 7 } });
  expect(state.started).toBe(1);
  made.transport.completeAll();
  await Promise.all(pending);
});

test.each([true, 'aimd', {}, { window: 1 }, { start() {} }])('refuses adaptive: %o', (adaptive) => {
  expect(() => gate({ adaptive: adaptive as never })).toThrow(
    expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option: 'gate.adaptive' }),
  );
});
