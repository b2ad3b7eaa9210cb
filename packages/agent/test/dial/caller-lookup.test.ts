// A lookup of the caller that answers with nothing, or throws, fails the request and not the process.
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { httpAgent, httpsAgent } from '../../src/index.ts';
import { createAgentRegistry } from '@sluice/pool';
import { createFaultOrigin } from '@sluice/fixtures';
import { describe, expect, test } from 'vitest';
import { afterwards } from '../setup.ts';

type Lookup = (hostname: string, options: object, callback: (...answer: unknown[]) => void) => void;

const LOOKUPS: readonly (readonly [string, Lookup, RegExp])[] = [
  ['has an empty list', (_host, _options, callback) => callback(null, []), /no address of name\.test/],
  ['has no list', (_host, _options, callback) => callback(null), /no address of name\.test/],
  [
    'throws',
    () => {
      throw new Error('out of order');
    },
    /out of order/,
  ],
];

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  const { request } = scheme === 'http' ? http : https;

  test.each(LOOKUPS)('a lookup that %s', async (_name, lookup, message) => {
    const registry = createAgentRegistry();
    const agent = scheme === 'http' ? httpAgent(registry) : httpsAgent(registry);
    afterwards(async () => registry.close());
    const error = await new Promise<Error>((resolve) => {
      request({ agent, host: 'name.test', port: 9, lookup: lookup as net.LookupFunction }).on(
        'error',
        resolve,
      );
    });
    expect(error.message).toMatch(message);
  });
});

test('connections of one lookup are used again', async () => {
  const origin = await createFaultOrigin();
  origin.on('/').reply(200, { body: 'ok' });
  const registry = createAgentRegistry();
  afterwards(async () => {
    await registry.close();
    await origin.close();
  });
  const agent = httpAgent(registry);
  const lookup: Lookup = (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
  for (let call = 0; call < 3; call++) {
    await new Promise<void>((resolve, reject) => {
      const options = { agent, host: 'name.test', port: origin.port, lookup: lookup as net.LookupFunction };
      http.get(options, (response) => response.resume().on('end', resolve)).on('error', reject);
    });
  }
  expect(origin.stats()).toMatchObject({ opened: 1, requests: 3 });
});
