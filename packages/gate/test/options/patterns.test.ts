import { expect, test } from 'vitest';
import { compilePatterns } from '../../src/options/patterns.ts';
import { rig, settle } from '../support/rig.ts';

test.each([
  ['http://a.test', 'exact'],
  ['http://b.test', 'hosts'],
  ['http://.test', 'hosts'],
  ['https://b.test', 'otherwise'],
  ['http://b.test:80', 'otherwise'],
  ['tenant-1/route/x/y', 'middle'],
  ['tenant-1/route/y', 'otherwise'],
  ['aa', 'overlap'],
  ['a', 'otherwise'],
  ['', 'otherwise'],
])('finds the entry of %s: %s', (key, value) => {
  const find = compilePatterns(
    [
      ['http://*.test', 'hosts'],
      ['http://a.*', 'later'],
      ['http://a.test', 'exact'],
      ['*/route/*/y', 'middle'],
      ['a*a', 'overlap'],
    ],
    'otherwise',
  );
  expect(find(key)).toBe(value);
});

test('takes time linear in the key', () => {
  const find = compilePatterns([[`${'*a'.repeat(50)}*b`, true]], false);
  expect(find('a'.repeat(100_000))).toBe(false);
});

test('an entry overrides the limits it has, for the keys it matches', async () => {
  const { transport, client, stats } = rig({
    maxPerHost: 2,
    maxQueue: 5,
    limits: { 'http://*.slow': { maxPerHost: 1 }, 'http://api.slow': { maxQueue: 1 } },
  });
  const hosts = ['x.fast', 'x.slow', 'api.slow'];
  const calls = hosts.flatMap((host) => [1, 2, 3].map(() => client.get(`http://${host}/`).text()));
  await settle();
  expect(stats().keys).toEqual({
    'http://x.fast': { limit: 2, running: 2, slots: 2, waiting: 1 },
    'http://x.slow': { limit: 1, running: 1, slots: 1, waiting: 2 },
    'http://api.slow': { limit: 2, running: 2, slots: 2, waiting: 1 },
  });
  await expect(client.get('http://api.slow/').text()).rejects.toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  transport.completeAll();
  await Promise.all(calls);
});
