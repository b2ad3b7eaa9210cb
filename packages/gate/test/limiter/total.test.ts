import { expect, test } from 'vitest';
import { expectIdle, rig, settle } from '../support/rig.ts';

function texts(client: ReturnType<typeof rig>['client'], host: string, count: number, weight = 1) {
  return Array.from({ length: count }, () => client.get(`http://${host}/`, { gate: { weight } }).text());
}

test('bounds all hosts together', async () => {
  const made = rig({ maxPerHost: 3, maxTotal: 4 });
  const { transport, client, stats } = made;
  const calls = ['a', 'b', 'c'].flatMap((host) => texts(client, host, 3));
  await settle();
  expect(transport.open.size).toBe(4);
  expect(stats()).toMatchObject({ running: 4, slots: 4, waiting: 5 });
  transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  transport.completeAll();
  await Promise.all(calls);
  expect(transport.most).toBe(4);
  expectIdle(made);
});

test('gives a free slot to the host that holds the fewest', async () => {
  const { transport, client, stats } = rig({ maxTotal: 4 });
  const slow = texts(client, 'slow', 50);
  await settle();
  const fast = texts(client, 'fast', 50);
  await settle();
  const running = (host: string) => stats().keys[`http://${host}`]?.running;
  expect([running('slow'), running('fast')]).toEqual([4, 0]);
  // Two of the slow host's exchanges end, then it hangs: the other host keeps using its half.
  for (const exchange of [...transport.open].slice(0, 2)) exchange.complete();
  await settle();
  expect([running('slow'), running('fast')]).toEqual([2, 2]);
  const ofFast = () => [...transport.open].filter(({ request }) => request.url.hostname === 'fast');
  for (let left = 48; left > 0; left -= 2) {
    for (const exchange of ofFast()) exchange.complete();
    await settle();
    expect([running('slow'), running('fast')]).toEqual([2, 2]);
  }
  for (const exchange of ofFast()) exchange.complete();
  await settle();
  expect([running('slow'), running('fast')]).toEqual([4, undefined]);
  transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  transport.completeAll();
  await Promise.all([...slow, ...fast]);
});

test('admits hosts that hold equally many slots in turn', async () => {
  const { transport, client } = rig({ maxTotal: 1 });
  const calls = [...texts(client, 'a', 3), ...texts(client, 'b', 3), ...texts(client, 'c', 1)];
  await settle();
  while (transport.open.size > 0) {
    transport.completeAll();
    await settle();
  }
  await Promise.all(calls);
  const order = transport.exchanges.map(({ request }) => request.url.hostname).join('');
  expect(order).toBe('abcabab');
});

test('of hosts that hold equally many slots, the least recently served comes first', async () => {
  const { transport, client } = rig({ maxTotal: 3 });
  const calls = [...texts(client, 'z', 3), ...texts(client, 'a', 4), ...texts(client, 'b', 4)];
  await settle();
  transport.completeAll();
  await settle();
  const hosts = () => transport.exchanges.map(({ request }) => request.url.hostname).join('');
  expect(hosts()).toBe('zzzaba');
  transport.exchanges[3]?.complete();
  await settle();
  expect(hosts()).toBe('zzzabab');
  transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  transport.completeAll();
  await Promise.all(calls);
});

test('a newcomer of another host does not overtake attempts that wait for the total', async () => {
  const { transport, client } = rig({ maxTotal: 2 });
  const calls = [...texts(client, 'a', 1), ...texts(client, 'b', 1, 2)];
  await settle();
  calls.push(...texts(client, 'c', 1));
  await settle();
  expect(transport.open.size).toBe(1);
  while (transport.open.size > 0) {
    transport.completeAll();
    await settle();
  }
  await Promise.all(calls);
  expect(transport.exchanges.map(({ request }) => request.url.hostname).join('')).toBe('abc');
});

test('under overload, a host whose newest waiter does not fit its own limit does not block other hosts', async () => {
  const { transport, clock, client } = rig({
    maxTotal: 3,
    lifoAfter: 50,
    limits: { 'http://a': { maxPerHost: 2 } },
  });
  const calls = [...texts(client, 'a', 1), ...texts(client, 'b', 2)];
  await settle();
  // The light call is first in the list and waits for the total only.
  calls.push(...texts(client, 'a', 1), ...texts(client, 'a', 1, 2), ...texts(client, 'b', 1));
  await settle();
  await clock.advance(50);
  transport.exchanges[1]?.complete();
  await settle();
  const hosts = () => transport.exchanges.map(({ request }) => request.url.hostname).join('');
  expect(hosts()).toBe('abbb');
  transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  transport.completeAll();
  await Promise.all(calls);
  expect(hosts()).toBe('abbbaa');
});

test('a host at its own limit does not block other hosts', async () => {
  const { transport, client, stats } = rig({ maxTotal: 3, limits: { 'http://a': { maxPerHost: 1 } } });
  const calls = [...texts(client, 'a', 5), ...texts(client, 'b', 5)];
  await settle();
  expect(stats().keys).toMatchObject({
    'http://a': { limit: 1, running: 1, waiting: 4 },
    'http://b': { limit: 3, running: 2, waiting: 3 },
  });
  transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  transport.completeAll();
  await Promise.all(calls);
});
