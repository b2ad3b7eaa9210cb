import { NetworkError, TimeoutError, type TimeoutPhase } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import { GateError } from '@sluice/gate';
import { expect, test } from 'vitest';
import type { BreakerOptions } from '../src/index.ts';
import { Rig } from './support/rig.ts';

/** A plugin inside the breaker that fails with this error. */
function failing(error: unknown): Plugin {
  return { name: 'failing', stage: 'attempt', setup: () => () => Promise.reject(error) };
}

async function failuresAfter(status: number, options: BreakerOptions = {}): Promise<number> {
  const rig = new Rig(options);
  rig.transport.on('/x').reply(status);
  await rig.call('/x');
  return rig.circuit()?.failures ?? 0;
}

test.each([
  [408, 1],
  [429, 1],
  [500, 1],
  [503, 1],
  [599, 1],
  [200, 0],
  [304, 0],
  [404, 0],
  [501, 0],
  [505, 0],
])('a %i counts as %i failure(s)', async (status, failures) => {
  expect(await failuresAfter(status)).toBe(failures);
});

test('the option `statuses` replaces the default', async () => {
  expect(await failuresAfter(503, { statuses: [500] })).toBe(0);
  expect(await failuresAfter(500, { statuses: [500] })).toBe(1);
  expect(await failuresAfter(418, { statuses: (status) => status === 418 })).toBe(1);
});

test('an error of the `statuses` function reaches the caller, and a probe releases its place', async () => {
  let angry = false;
  const statuses = (status: number): boolean => {
    if (angry) throw new Error('angry');
    return status === 500;
  };
  const rig = new Rig({ consecutive: 1, statuses });
  rig.transport.on('/x').reply(500);
  await rig.call('/x');
  await rig.clock.advance(5_000);
  angry = true;
  expect(await rig.call('/x')).toBe('angry');
  expect(rig.circuit()).toMatchObject({ state: 'half-open', probing: 0 });
  expect(rig.transport.stats().inFlight).toBe(0);
});

const lost = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'response' });
const timeout = (phase: TimeoutPhase): [string, unknown, number] => [
  `a timeout of the phase ${phase}`,
  new TimeoutError(phase, 5),
  phase === 'queue' || phase === 'total' ? 0 : 1,
];

test.each([
  ['a lost connection', lost, 1],
  timeout('connect'),
  timeout('tlsHandshake'),
  timeout('responseHeader'),
  timeout('body'),
  timeout('attempt'),
  timeout('queue'),
  timeout('total'),
  ['a full gate', new GateError('ERR_SLUICE_GATE_FULL', 'full', 'a'), 0],
  ['an abort', new DOMException('gone', 'AbortError'), 0],
  ['a bug', new TypeError('oops'), 0],
])('%s', async (_, error, failures) => {
  const rig = new Rig({}, failing(error));
  await rig.call('/x');
  expect(rig.circuit()?.failures ?? 0).toBe(failures);
});

test('a probe releases its place also if a layer below throws instead of rejecting', async () => {
  let broken = false;
  const throwing: Plugin = {
    name: 'throwing',
    stage: 'attempt',
    setup: () => (request, next) => {
      if (broken) throw new TypeError('oops');
      return next(request);
    },
  };
  const rig = new Rig({ consecutive: 1 }, throwing);
  rig.transport.on('/x').reply(500);
  await rig.call('/x');
  await rig.clock.advance(5_000);
  broken = true;
  expect(await rig.call('/x')).toBe('oops');
  expect(rig.circuit()).toMatchObject({ state: 'half-open', probing: 0 });
});

test.each(['in the call', 'afterwards'])(
  'a body that breaks is a failure, also when it is read %s',
  async (when) => {
    const rig = new Rig({ consecutive: 3 });
    rig.transport
      .on('/cut')
      .reply(200, { body: { size: 100 } })
      .fault({ do: 'reset', at: 'body', after: 50 });
    rig.transport.on('/whole').reply(200, { body: { size: 100 } });
    for (let count = 0; count < 2; count++) {
      const call = rig.client.get('/cut');
      const read = when === 'in the call' ? call.text() : call.then((response) => response.text());
      await expect(read).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_SLUICE/) as string });
    }
    // As part of the call the body decides. From the response, the status is a success and the broken body a failure.
    expect(rig.circuit()?.failures).toBe(when === 'in the call' ? 2 : 1);
    await rig.call('/whole');
    expect(rig.circuit()?.failures).toBe(0);
  },
);

test('a probe whose body is read in the call lasts until the body ends', async () => {
  const rig = new Rig({ consecutive: 1 });
  rig.transport.on('/down').reply(500);
  rig.transport.on('/slow').reply(200, { body: 'abc', drip: { bytes: 1, every: 100 } });
  await rig.call('/down');
  await rig.clock.advance(5_000);
  const text = rig.client.get('/slow').text();
  await rig.clock.advance(150);
  expect(rig.circuit()).toMatchObject({ state: 'half-open', probing: 1 });
  await rig.clock.advance(150);
  expect(await text).toBe('abc');
  expect(rig.circuit()?.state).toBe('closed');
});

test('a body that breaks after its probe counted as a success opens the circuit again', async () => {
  const rig = new Rig({ consecutive: 1, successes: 2 });
  rig.transport.on('/down').reply(500);
  rig.transport
    .on('/cut')
    .reply(200, { body: { size: 100 }, drip: { bytes: 50, every: 100 } })
    .fault({ do: 'reset', at: 'body', after: 60 });
  await rig.call('/down');
  await rig.clock.advance(5_000);
  const read = rig.call('/cut');
  await rig.clock.advance(0);
  expect(rig.circuit()).toMatchObject({ state: 'half-open', probing: 0 });
  await rig.clock.advance(100);
  await read;
  expect(rig.circuit()).toMatchObject({ state: 'open', retryAfter: 10_000 });
});

test('a body that breaks while the circuit is open changes nothing', async () => {
  const rig = new Rig({ consecutive: 1 });
  rig.transport.on('/down').reply(500);
  rig.transport
    .on('/cut')
    .reply(200, { body: { size: 100 }, drip: { bytes: 50, every: 100 } })
    .fault({ do: 'reset', at: 'body', after: 60 });
  const read = rig.call('/cut');
  await rig.clock.advance(10);
  await rig.call('/down');
  await rig.clock.advance(90);
  await read;
  expect(rig.stats().opened).toBe(1);
  expect(rig.circuit()).toMatchObject({ state: 'open', retryAfter: 4_910 });
});

test('a success resets failures that occurred during its exchange', async () => {
  const rig = new Rig({ consecutive: 2 });
  rig.transport.on('/down').reply(500);
  rig.transport.on('/slow').reply(200, { delay: 10 });
  const slow = rig.call('/slow');
  await rig.clock.advance(0);
  await rig.call('/down');
  expect(rig.circuit()?.failures).toBe(1);
  await rig.clock.advance(10);
  expect(await slow).toBe(200);
  expect(rig.circuit()?.failures).toBe(0);
});
