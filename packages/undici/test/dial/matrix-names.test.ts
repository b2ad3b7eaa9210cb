import dns from 'node:dns/promises';
import net from 'node:net';
import { expect, test } from 'vitest';
import { NetworkError } from '@sluice/core';
import type { ConnectHook } from '../../src/index.ts';
import { failure, rig } from '../support/setup.ts';

type Answer = (callback: Parameters<net.LookupFunction>[2]) => unknown;

const fails =
  (code: string): Answer =>
  (callback) =>
    callback(Object.assign(new Error('no'), { code }), '');

/** Answers with anything, whatever the types say. */
const answers =
  (...given: unknown[]): Answer =>
  (callback) =>
    (callback as (error: null, ...rest: unknown[]) => void)(null, ...given);

/** What resolves names, how the call ends, and whether another attempt may help. */
const NAMES: Record<string, readonly [answer: Answer, systemCode: string | undefined, retryable: boolean]> = {
  'not found': [fails('ENOTFOUND'), 'ENOTFOUND', false],
  'not found by a server asked directly': [fails('ENODATA'), 'ENODATA', false],
  'failing for good': [fails('EAI_FAIL'), 'EAI_FAIL', false],
  'failing for now': [fails('EAI_AGAIN'), 'EAI_AGAIN', true],
  'a server that fails': [fails('ESERVFAIL'), 'ESERVFAIL', true],
  'a server that does not answer': [fails('ETIMEOUT'), 'ETIMEOUT', true],
  'a server that is not there': [fails('ECONNREFUSED'), 'ECONNREFUSED', true],
  'an empty list': [(callback) => callback(null, []), 'ENODATA', false],
  'no list at all': [(callback) => (callback as unknown as (error: null) => void)(null), 'ENODATA', false],
  'an empty list, later': [(callback) => setImmediate(callback, null, []), 'ENODATA', false],
  'a list of nothing': [answers([null, undefined, {}, 5]), 'ENODATA', false],
  'what is no address': [answers([{ address: 'here', family: 4 }]), 'ENODATA', false],
  'a text that is no address': [answers('here'), 'ENODATA', false],
  'an error that is a text': [(callback) => callback('out of order' as never, []), undefined, false],
  'an error that is a record': [
    (callback) => callback({ code: 'EAI_AGAIN' } as never, []),
    'EAI_AGAIN',
    true,
  ],
  'a promise that rejects': [() => Promise.reject(new Error('broken')), undefined, false],
  'a lookup that throws': [
    () => {
      throw new Error('broken');
    },
    undefined,
    false,
  ],
};

test.each(Object.entries(NAMES))('68: %s', async (_name, [answer, systemCode, retryable]) => {
  const { client, origin, pool } = await rig({
    transport: { lookup: (_host, _options, callback) => answer(callback) },
  });
  const url = `http://name.test:${origin.port}/`;
  const error = await failure(client.get(url, { allowOtherOrigin: true }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_DNS', phase: 'dns', systemCode, retryable });
  expect(pool()).toMatchObject({ dialing: 0, dialFailures: 1, waiting: 0 });
});

test.each<[string, Answer]>([
  ['one address where a list was asked for', answers('127.0.0.1', 4)],
  ['an address of the wrong family, or of none', answers([{ address: '127.0.0.1', family: 6 }])],
  ['addresses among other things', answers([null, { address: 'here' }, { address: '127.0.0.1' }])],
  [
    'more than one answer',
    (callback) => {
      for (let times = 0; times < 3; times++) answers([{ address: '127.0.0.1', family: 4 }])(callback);
      setImmediate(callback, new Error('too late'), []);
    },
  ],
])('68: %s will do', async (_name, answer) => {
  const { client, origin, pool } = await rig({
    transport: { lookup: (_host, _options, callback) => answer(callback) },
  });
  origin.on('/').reply(200, { body: 'ok' });
  const url = `http://name.test:${origin.port}/`;
  expect(await client.get(url, { allowOtherOrigin: true }).text()).toBe('ok');
  expect(pool()).toMatchObject({ opened: 1, dialFailures: 0 });
});

test('68: a name that is never resolved meets the limit of the connection', async () => {
  const { client, origin } = await rig({ transport: { lookup: () => {} }, timeout: { connect: 40 } });
  const error = await failure(client.get(`http://name.test:${origin.port}/`, { allowOtherOrigin: true }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'connect', limit: 40 });
});

test.each(['http://a\0b.test/', 'http://a%00b.test/', 'http://a b.test/', 'http://[fe80::1%25eth0]/'])(
  '68, V44, V53: %j is no host: refused before anybody is asked',
  async (url) => {
    const asked: string[] = [];
    const { client } = await rig({ transport: { lookup: (host) => asked.push(host) } });
    const error = await failure(Promise.resolve().then(() => client.get(url, { allowOtherOrigin: true })));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
    expect(asked).toEqual([]);
  },
);

/** A policy of the user's: the address that is dialed is the one that was looked at, names or not. */
const publicOnly: ConnectHook = async ({ hostname, port }) => {
  const { address } = hostname.endsWith('.test') ? { address: '127.0.0.1' } : await dns.lookup(hostname);
  if (address.startsWith('169.254.')) {
    throw new NetworkError('ERR_SLUICE_CONNECT', `${hostname} is a private address`, {
      phase: 'connect',
      retryable: false,
    });
  }
  return net.connect(port, address);
};

test('69: a policy on addresses holds for every hop, and for addresses given as such', async () => {
  const { client, origin } = await rig({ transport: { connect: publicOnly } });
  origin.on('/ok').reply(200, { body: 'ok' });
  origin.on('/metadata').redirect('http://169.254.169.254/latest');
  const at = `http://public.test:${origin.port}`;
  expect(await client.get(`${at}/ok`, { allowOtherOrigin: true }).text()).toBe('ok');
  for (const url of [`${at}/metadata`, 'http://169.254.169.254/', 'http://0xa9fea9fe/']) {
    const error = await failure(client.get(url, { allowOtherOrigin: true }));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECT', retryable: false });
  }
});
