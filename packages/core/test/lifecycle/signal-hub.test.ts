// Callers' signals: one listener per signal, however many calls share it.
import { getEventListeners } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { Scope } from '../../src/plugin-api.ts';
import { linkSignal } from '../../src/lifecycle/signal-hub.ts';
import { Rig, watch } from '../support/rig.ts';

const warnings: Error[] = [];
const collect = (warning: Error): number => warnings.push(warning);
process.on('warning', collect);
afterEach(() => {
  expect(warnings).toEqual([]);
});

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

test('scopes share one listener per signal, which is removed with the last of them', () => {
  const { signal } = new AbortController();
  const scopes = Array.from({ length: 1_000 }, () => new Scope());
  const links = scopes.map((scope) => linkSignal(scope, signal));
  expect(listeners(signal)).toBe(1);
  for (const link of links) link?.leave();
  expect(listeners(signal)).toBe(0);
});

test('an abort reaches every linked scope, with the reason', () => {
  const controller = new AbortController();
  const [one, two, gone] = [new Scope(), new Scope(), new Scope()];
  const [, , link] = [one, two, gone].map((scope) => linkSignal(scope, controller.signal));
  link?.leave();
  controller.abort('x');
  expect([one.reason, two.reason, gone.aborted]).toEqual(['x', 'x', false]);
  expect(listeners(controller.signal)).toBe(0);
  const late = new Scope();
  linkSignal(late, controller.signal);
  expect(late.reason).toBe('x');
});

test('scopes may end each other while a signal aborts them', () => {
  const controller = new AbortController();
  const [one, two] = [new Scope(), new Scope()];
  const [, link] = [one, two].map((scope) => linkSignal(scope, controller.signal));
  one.addAbortListener({ onAbort: () => void link?.leave() });
  controller.abort('x');
  expect([one.aborted, two.aborted]).toEqual([true, true]);
});

test('100,000 calls on one signal leave no listener on it', async () => {
  const rig = new Rig();
  const client = rig.client();
  const { signal } = new AbortController();
  let most = 0;
  for (let round = 0; round < 100; round++) {
    const calls = Array.from({ length: 1_000 }, () => client.get('http://a.test/', { signal }).text());
    await rig.clock.advance(0);
    most = Math.max(most, listeners(signal));
    for (const exchange of rig.exchanges.splice(0)) exchange.headers().push('x').finish();
    await Promise.all(calls);
  }
  expect(most).toBe(1);
  expect(listeners(signal)).toBe(0);
  expect(client.stats().calls).toEqual({ started: 100_000, answered: 100_000, failed: 0, inFlight: 0 });
});

test('1,000 calls in flight are aborted by one signal', async () => {
  const rig = new Rig();
  const client = rig.client();
  const controller = new AbortController();
  const calls = Array.from({ length: 1_000 }, () =>
    watch(client.get('http://a.test/', { signal: controller.signal })),
  );
  await rig.clock.advance(0);
  controller.abort('enough');
  await rig.clock.advance(0);
  expect(calls.every(({ error }) => error === 'enough')).toBe(true);
  expect(rig.exchanges.every(({ destroyed }) => destroyed === 'enough')).toBe(true);
  expect(listeners(controller.signal)).toBe(0);
  expect(client.stats().calls.inFlight).toBe(0);
});
