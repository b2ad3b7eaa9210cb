import { createClient } from '@sluice/core';
import { createScriptedTransport, createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { Circuits } from '../src/circuits.ts';
import { breaker, isBreakerError, type BreakerError } from '../src/index.ts';
import { resolveBreaker } from '../src/options.ts';
import { KEY, Rig } from './support/rig.ts';

const OPEN = 'ERR_SLUICE_BREAKER_OPEN';

test('opens after consecutive failures, and then refuses without sending', async () => {
  const rig = new Rig({ consecutive: 3 });
  rig.transport.on('/x').reply(503);
  expect(await rig.calls('/x', 5)).toEqual([503, 503, 503, OPEN, OPEN]);
  expect(rig.transport.stats().requests).toBe(3);
  expect(rig.stats()).toMatchObject({ opened: 1, refused: 2 });
  expect(rig.circuit()).toEqual({ state: 'open', failures: 3, probing: 0, retryAfter: 5_000 });
  const error = await rig.client.get('/x').then(undefined, (failure: unknown) => failure);
  expect(isBreakerError(error)).toBe(true);
  expect(error).toMatchObject({ code: OPEN, key: KEY, retryAfter: 5_000, method: 'GET', url: `${KEY}/x` });
  expect((error as BreakerError).message).toContain('open after 3 consecutive failure(s)');
});

test('a success in between resets the count', async () => {
  const rig = new Rig({ consecutive: 2 });
  rig.transport.on('/x').sequence(500, 200, 500, 404, 500, 500);
  expect(await rig.calls('/x', 7)).toEqual([500, 200, 500, 404, 500, 500, OPEN]);
});

test('lets a probe through after `openFor`, and closes when it succeeds', async () => {
  const rig = new Rig({ consecutive: 1 });
  rig.transport.on('/x').sequence(500, 200);
  await rig.call('/x');
  await rig.clock.advance(4_999);
  expect(await rig.call('/x')).toBe(OPEN);
  await rig.clock.advance(1);
  expect(rig.circuit()).toMatchObject({ state: 'half-open', retryAfter: 0 });
  expect(await rig.calls('/x', 2)).toEqual([200, 200]);
  expect(rig.circuit()).toEqual({ state: 'closed', failures: 0, probing: 0, retryAfter: 0 });
});

test('a failed probe opens it again, longer each time up to maxOpenFor; closing resets the time', async () => {
  const rig = new Rig({ consecutive: 1, openFor: 100, maxOpenFor: 250 });
  rig.transport.on('/x').sequence(500, 500, 500, 500, 200, 500);
  const waits: (number | undefined)[] = [];
  for (let count = 0; count < 6; count++) {
    await rig.call('/x');
    waits.push(rig.circuit()?.retryAfter);
    await rig.clock.advance(rig.circuit()?.retryAfter ?? 0);
  }
  expect(waits).toEqual([100, 200, 250, 250, 0, 100]);
  expect(rig.stats().opened).toBe(5);
});

test('half-open, it lets as many exchanges through as `probes` allows', async () => {
  const rig = new Rig({ consecutive: 1, probes: 2, successes: 3 });
  rig.transport.on('/down').reply(500);
  rig.transport.on('/slow').reply(200, { delay: 50 });
  await rig.call('/down');
  await rig.clock.advance(5_000);
  const probes = [rig.call('/slow'), rig.call('/slow')];
  await rig.clock.advance(0);
  expect(rig.circuit()).toMatchObject({ state: 'half-open', probing: 2, retryAfter: 5_000 });
  expect(await rig.call('/slow')).toBe(OPEN);
  await rig.clock.advance(50);
  expect(await Promise.all(probes)).toEqual([200, 200]);
  expect(rig.circuit()).toMatchObject({ state: 'half-open', probing: 0 });
  const last = rig.call('/slow');
  await rig.clock.advance(50);
  expect(await last).toBe(200);
  expect(rig.circuit()?.state).toBe('closed');
});

test('a probe without a verdict releases its place', async () => {
  const rig = new Rig({ consecutive: 1 });
  rig.transport.on('/down').reply(500);
  rig.transport.on('/slow').reply(200, { delay: 50 });
  await rig.call('/down');
  await rig.clock.advance(5_000);
  const controller = new AbortController();
  const probe = rig.call('/slow', { signal: controller.signal });
  await rig.clock.advance(0);
  expect(rig.circuit()?.probing).toBe(1);
  controller.abort(new Error('enough'));
  expect(await probe).toBe('enough');
  expect(rig.circuit()).toMatchObject({ state: 'half-open', probing: 0 });
  const next = rig.call('/slow');
  await rig.clock.advance(50);
  expect(await next).toBe(200);
});

test('an exchange that began in an earlier state does not change the present one', async () => {
  const rig = new Rig({ consecutive: 1 });
  rig.transport.on('/down').reply(500);
  rig.transport.on('/late-down').reply(500, { delay: 6_000 });
  rig.transport.on('/late-up').reply(200, { delay: 1_000 });
  const late = [rig.call('/late-down'), rig.call('/late-up')];
  await rig.clock.advance(0);
  await rig.call('/down');
  await rig.clock.advance(1_000);
  expect(await late[1]).toBe(200);
  expect(rig.circuit()?.state).toBe('open');
  await rig.clock.advance(4_000);
  const probe = rig.call('/late-up');
  await rig.clock.advance(1_000);
  expect([await probe, await late[0]]).toEqual([200, 500]);
  expect(rig.circuit()?.state).toBe('closed');
});

test('each host, or each value of `key`, has a circuit of its own', async () => {
  const rig = new Rig({ consecutive: 1, key: (request) => request.url.pathname });
  rig.transport.on('/down').reply(500);
  rig.transport.on('/up').reply(200);
  expect(await rig.calls('/down', 2)).toEqual([500, OPEN]);
  expect(await rig.call('/up')).toBe(200);
  expect(Object.keys(rig.stats().keys)).toEqual(['/down']);
});

test('breaker: false bypasses the breaker and is not counted', async () => {
  const rig = new Rig({ consecutive: 1 });
  rig.transport.on('/x').reply(500);
  expect(await rig.call('/x', { breaker: false })).toBe(500);
  expect(rig.circuit()).toBeUndefined();
  expect(await rig.calls('/x', 2)).toEqual([500, OPEN]);
  expect(await rig.call('/x', { breaker: false })).toBe(500);
});

test('keeps 1,000 circuits and forgets the one whose last failure is oldest', async () => {
  const rig = new Rig({ consecutive: 2, key: (request) => request.url.pathname });
  rig.transport.on('/*').reply(500);
  for (let count = 0; count < 1_000; count++) await rig.call(`/${count}`);
  await rig.call('/0');
  await rig.call('/new');
  const keys = Object.keys(rig.stats().keys);
  expect(keys).toHaveLength(1_000);
  expect([keys.includes('/0'), keys.includes('/1')]).toEqual([true, false]);
});

test('forgets open circuits last', async () => {
  const rig = new Rig({ consecutive: 2, key: (request) => request.url.pathname });
  rig.transport.on('/*').reply(500);
  await rig.calls('/down', 2);
  for (let count = 0; count < 1_000; count++) await rig.call(`/${count}`);
  const known = (path: string): boolean => rig.circuit(path) !== undefined;
  expect([known('/down'), known('/0'), known('/1')]).toEqual([true, false, true]);
  await rig.clock.advance(5_000);
  await rig.call('/new');
  expect([known('/down'), known('/1')]).toEqual([false, true]);
});

test('a late outcome of a forgotten circuit does not replace its successor', () => {
  const circuits = new Circuits(resolveBreaker({ consecutive: 1 }));
  const forgotten = circuits.keep(circuits.create('a'), 0);
  for (let count = 0; count < 1_000; count++) circuits.keep(circuits.create(`other ${count}`), 0);
  expect(circuits.find('a', 0)).toBeUndefined();
  const successor = circuits.keep(circuits.create('a'), 0);
  circuits.keep(forgotten, 0);
  expect(circuits.find('a', 0)).toBe(successor);
});

test('clients that are given the same plugin share its circuits', async () => {
  const clock = createVirtualClock();
  const transport = createScriptedTransport({ clock });
  transport.on('/x').reply(500);
  const plugins = [breaker({ consecutive: 1 })] as const;
  const [one, two] = [
    createClient({ transport, clock, plugins }),
    createClient({ transport, clock, plugins }),
  ];
  await expect(one.get(`${KEY}/x`)).rejects.toMatchObject({ status: 500 });
  await expect(two.get(`${KEY}/x`)).rejects.toMatchObject({ code: OPEN });
  expect(() => createClient({ transport, clock: createVirtualClock(), plugins })).toThrow(
    /same option 'clock'/,
  );
});

test.each([
  [{ consecutive: 0 }, 'breaker.consecutive'],
  [{ consecutive: false }, 'breaker'],
  [{ ratio: { share: 0 } }, 'breaker.ratio.share'],
  [{ ratio: { share: 1.1 } }, 'breaker.ratio.share'],
  [{ ratio: { window: 5 } }, 'breaker.ratio.window'],
  [{ ratio: 0.5 }, 'breaker.ratio'],
  [{ openFor: 10, maxOpenFor: 5 }, 'breaker.openFor'],
  [{ probes: 0 }, 'breaker.probes'],
  [{ statuses: [99] }, 'breaker.statuses'],
  [{ statuses: 500 }, 'breaker.statuses'],
  [{ treshold: 3 }, 'breaker.treshold'],
])('refuses bad options: %o', (options, option) => {
  expect(() => breaker(options as never)).toThrow(
    expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option }),
  );
});
